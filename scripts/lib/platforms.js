'use strict';

/** The platforms that a release has a prebuilt binary for: prebuilds/PLATFORM/pcap.node. */
exports.PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];
