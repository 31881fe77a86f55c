'use strict';

const js = require('@eslint/js');
const globals = require('globals');

module.exports = [
  { ignores: ['build/', 'prebuilds/', 'node_modules/', 'bench/node_modules/'] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2024, sourceType: 'commonjs', globals: globals.node },
    rules: { 'no-unused-vars': ['error', { caughtErrors: 'none' }], strict: ['error', 'global'] },
  },
  { files: ['test/**/*.js'], languageOptions: { globals: globals.mocha } },
  {
    // Lines go through Output, which takes escaped text only.
    files: ['lib/tools/**/*.js'],
    ignores: ['lib/tools/output.js'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        ...['stdout', 'stderr'].map((property) => ({ object: 'process', property })),
      ],
    },
  },
  {
    files: [
      'bench/page.js',
      'examples/browser/*.js',
      'scripts/lib/browser_check.js',
      'lib/tools/page/public/*.mjs',
      'test/tools/page/browser.test.js',
      'test/tools/page/browser_views.test.js',
    ],
    languageOptions: { globals: globals.browser },
  },
  {
    // What is from the network becomes text nodes, never markup or a program.
    files: ['lib/tools/page/public/*.mjs'],
    rules: {
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-properties': [
        'error',
        ...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'write', 'srcdoc'].map((property) => ({
          property,
        })),
      ],
    },
  },
  { files: ['**/*.mjs'], languageOptions: { sourceType: 'module' } },
];
