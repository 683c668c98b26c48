/** Requests that may ever be sent, each with what it is for. All but one are GET; the POST asks about privileges. */
export const elasticCommands = {
  'GET /': 'identify, version',
  'GET /_cluster/health': 'identify: a second answer that must agree with the first',
  'GET /_cat/indices': 'inventory with counts and sizes',
  'GET /_cat/aliases': 'inventory: aliases',
  'GET /_data_stream': 'inventory: data streams',
  'GET /{index}/_mapping': 'field paths and types, before any record is read',
  'GET /_search': 'whether the session may read: one hit, without its source',
  'GET /{index}/_search': 'a bounded sample',
  'GET /_security/_authenticate': 'who the session is (7.0 on)',
  'GET /_xpack/security/_authenticate': 'who the session is (5 and 6)',
  'POST /_security/user/_has_privileges': 'what the session may do: a question, by POST as documented',
  'GET /_plugins/_security/authinfo': 'who the session is (OpenSearch)',
  'GET /_nodes/_local/settings': 'named settings: bind address, scripting, deployment',
  'GET /_cluster/settings': 'whether settings are readable; the answer is not kept',
  'GET /_snapshot': 'registered snapshot repositories, names and types',
} as const;
