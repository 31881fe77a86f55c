{
  # prebuilt=1 makes the binary of a release, which finds libpcap when it is loaded.
  'variables': { 'prebuilt%': 0 },
  'targets': [
    {
      'target_name': 'pcap_binding',
      'sources': [
        'src/binding/addon.c',
        'src/binding/js_session.c',
        'src/binding/js_devices.c',
        'src/binding/js_filter.c',
        'src/binding/js_dump.c',
        'src/binding/napi_util.c',
        'src/capture.c',
        'src/live.c',
        'src/linux_ring.c',
        'src/savefile.c',
        'src/savefile_fast.c',
        'src/pcapng_capture.c',
        'src/pcapng.c',
        'src/linktype_filters.c',
        'src/stream.c',
        'src/framing.c',
        'src/input.c',
        'src/pending.c',
        'src/batch.c',
        'src/filter.c',
        'src/dump.c',
        'src/link_type.c',
        'src/err.c',
      ],
      # Newer headers where they are installed; node-gyp's own have all that is needed.
      'include_dirs': ["<!(node -p \"try{require('node-api-headers').include_dir}catch{'src'}\")"],
      'defines': ['NAPI_VERSION=8', '_GNU_SOURCE', '_DARWIN_C_SOURCE'],
      'conditions': [
        # One file for every C library: linked with none, it takes node's own when it is loaded, and
        # libpcap from wherever the system has it.
        ['prebuilt==1 and OS!="mac"', {
          'sources': ['src/libpcap_dl.c', 'src/portable_libc.c'],
          'defines': ['NP_PREBUILT'],
          'defines!': ['_FILE_OFFSET_BITS=64'], # its functions have other names in glibc only
          'cflags': ['-U_FORTIFY_SOURCE', '-fno-stack-protector'],
          'ldflags': ['-nostdlib'],
          'libraries': ['-lgcc'],
        }, {
          'libraries': ['-lpcap'],
        }],
        ['prebuilt==1 and target_arch=="arm64"', { 'cflags': ['-mno-outline-atomics'] }],
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
