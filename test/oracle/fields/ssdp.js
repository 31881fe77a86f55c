'use strict';

const header = (name, field) => [(ssdp) => ssdp.header(name), (one) => one(field)?.trim()];

exports.ssdp = {
  tshark: 'ssdp',
  fields: {
    method: 'http.request.method',
    uri: 'http.request.uri',
    status_code: 'http.response.code',
    reason: 'http.response.phrase',
    host: header('host', 'http.host'),
    location: header('location', 'http.location'),
    server: header('server', 'http.server'),
    user_agent: header('user-agent', 'http.user_agent'),
    cache_control: header('cache-control', 'http.cache_control'),
    'headers.length': [
      (ssdp) => ssdp.headers?.length,
      (_, all) => all('http.response.line').length + all('http.request.line').length || undefined,
    ],
  },
};
