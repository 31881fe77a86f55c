'use strict';

/**
 * When data was captured, in milliseconds since 1970. The tracker's times are seconds; rounding to
 * microseconds takes away what the multiplication adds.
 */
function capture_time(tcp_session, info) {
  return Math.round((info?.time ?? tcp_session.current_cap_time) * 1e6) / 1e3;
}

exports.capture_time = capture_time;
