{
  # prebuilt=1 makes the binary of a release, which finds libpcap when it is loaded.
  'variables': { 'prebuilt%': 0 },
  'targets': [
    {
      'target_name': 'pcap_binding',
      'sources': [
        'src/addon.c',
        'src/session.c',
        'src/devices.c',
        'src/js_filter.c',
        'src/js_dump.c',
        'src/capture.c',
        'src/batch.c',
        'src/direct.c',
        'src/filter.c',
        'src/links.c',
        'src/mixed.c',
        'src/oversize.c',
        'src/pcapng.c',
        'src/dump.c',
        'src/link_type.c',
        'src/err.c',
        'src/napi_util.c',
      ],
      # Newer headers where they are installed; node-gyp's own have all that is needed.
      'include_dirs': ["<!(node -p \"try{require('node-api-headers').include_dir}catch{'src'}\")"],
      'defines': ['NAPI_VERSION=8', '_GNU_SOURCE', '_DARWIN_C_SOURCE'],
      'conditions': [
        ['prebuilt==1 and OS!="mac"', {
          'sources': ['src/libpcap_dl.c'],
          'defines': ['NP_PREBUILT'],
          'libraries': ['-ldl'],
        }, {
          'libraries': ['-lpcap'],
        }],
      ],
      'cflags': ['-std=c11', '-Wall', '-Wextra', '-fvisibility=hidden', '-O2'],
      'xcode_settings': {
        'GCC_C_LANGUAGE_STANDARD': 'c11',
        'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
        'WARNING_CFLAGS': ['-Wall', '-Wextra'],
      },
    },
  ],
}
