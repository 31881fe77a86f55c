{
  # prebuilt=1 makes the binary of a release, which finds libpcap when it is loaded.
  'variables': { 'prebuilt%': 0 },
  'targets': [
    {
      'target_name': 'pcap_binding',
      'sources': [
        'binding/addon.c',
        'binding/session.c',
        'binding/js_session.c',
        'binding/js_open.c',
        'binding/js_session_facts.c',
        'binding/js_devices.c',
        'binding/js_filter.c',
        'binding/js_pipe.c',
        'binding/js_deal.c',
        'binding/js_share.c',
        'binding/napi_util.c',
        'capture.c',
        'cooked.c',
        'live.c',
        'live_open.c',
        'live_ring.c',
        'live_fanout.c',
        'flow_hash.c',
        'deal.c',
        'share.c',
        'lifted_file.c',
        'linux_ring.c',
        'linux_ring_filter.c',
        'linux_ring_packet.c',
        'no_linux_ring.c',
        'savefile.c',
        'savefile_fast.c',
        'pcapng_capture.c',
        'pcapng.c',
        'linktype_filters.c',
        'stream.c',
        'framing.c',
        'input.c',
        'pending.c',
        'filter.c',
        'pipe_room.c',
        'link_type.c',
        'err.c',
      ],
      # Newer headers where they are installed; node-gyp's own have all that is needed.
      'include_dirs': ["<!(node -p \"try{require('node-api-headers').include_dir}catch{'.'}\")"],
      'defines': ['NAPI_VERSION=8', '_GNU_SOURCE', '_DARWIN_C_SOURCE'],
      'conditions': [
        # One file for every C library: linked with none, it takes node's own when it is loaded, and
        # libpcap from wherever the system has it.
        ['prebuilt==1 and OS!="mac"', {
          'sources': ['libpcap_dl.c', 'portable_libc.c'],
          'defines': ['NP_PREBUILT'],
          'defines!': ['_FILE_OFFSET_BITS=64'], # its functions have other names in glibc only
          'cflags': [
            '-U_FORTIFY_SOURCE',
            '-fno-stack-protector',
            '-fno-unwind-tables',
            '-fno-asynchronous-unwind-tables',
          ],
          'ldflags': ['-nostdlib'],
          'libraries': ['-lgcc'],
        }, {
          'libraries': ['-lpcap'],
        }],
        ['prebuilt==1 and target_arch=="arm64"', { 'cflags': ['-mno-outline-atomics'] }],
      ],
      'cflags': ['-std=c11', '-Wall', '-Wextra', '-fvisibility=hidden'],
      # Small: four binaries are in the package. Reading and filtering take as long as with -O3.
      'configurations': { 'Release': { 'cflags!': ['-O3'], 'cflags': ['-Os'] } },
      'xcode_settings': {
        'GCC_C_LANGUAGE_STANDARD': 'c11',
        'GCC_OPTIMIZATION_LEVEL': 's',
        'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
        'WARNING_CFLAGS': ['-Wall', '-Wextra'],
      },
    },
  ],
}
