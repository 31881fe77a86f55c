'use strict';

// Requests and responses of the APIs that programs use, up to the newest version that is known
// here. Arrays of topics and of partitions have the same names everywhere, whatever Kafka calls
// them.

const { parse_schema } = require('./schema');

const COORDINATOR = 'node_id:i32 host:str port:i32';
const COMMITTED =
  'partition:i32 committed_offset:i64 committed_leader_epoch:i32@5 metadata:str error_code:i16';

/** By name: the newest version, the first that is flexible, request, response. */
const TEXTS = {
  Produce: [
    ...[12, 9],
    'transactional_id:str@3 acks:i16 timeout_ms:i32 topics[name:str partitions[partition:i32 records:records]]',
    'topics[name:str partitions[partition:i32 error_code:i16 base_offset:i64 log_append_time_ms:i64@2 log_start_offset:i64@5 record_errors[batch_index:i32 message:str]@8 error_message:str@8]] throttle_time_ms:i32@1',
  ],
  Fetch: [
    ...[17, 12],
    'replica_id:i32@0-14 max_wait_ms:i32 min_bytes:i32 max_bytes:i32@3 isolation_level:i8@4 session_id:i32@7 session_epoch:i32@7 topics[name:str@0-12 topic_id:uuid@13 partitions[partition:i32 current_leader_epoch:i32@9 fetch_offset:i64 last_fetched_epoch:i32@12 log_start_offset:i64@5 partition_max_bytes:i32]] forgotten_topics[name:str@0-12 topic_id:uuid@13 partitions:[i32]]@7 rack_id:str@11',
    'throttle_time_ms:i32@1 error_code:i16@7 session_id:i32@7 topics[name:str@0-12 topic_id:uuid@13 partitions[partition:i32 error_code:i16 high_watermark:i64 last_stable_offset:i64@4 log_start_offset:i64@5 aborted_transactions[producer_id:i64 first_offset:i64]@4 preferred_read_replica:i32@11 records:records]]',
  ],
  ListOffsets: [
    ...[9, 6],
    'replica_id:i32 isolation_level:i8@2 topics[name:str partitions[partition:i32 current_leader_epoch:i32@4 timestamp:i64 max_num_offsets:i32@0-0]]',
    'throttle_time_ms:i32@2 topics[name:str partitions[partition:i32 error_code:i16 old_style_offsets:[i64]@0-0 timestamp:i64@1 offset:i64@1 leader_epoch:i32@4]]',
  ],
  Metadata: [
    ...[13, 9],
    'topics[topic_id:uuid@10 name:str] allow_auto_topic_creation:bool@4 include_cluster_authorized_operations:bool@8-10 include_topic_authorized_operations:bool@8',
    'throttle_time_ms:i32@3 brokers[node_id:i32 host:str port:i32 rack:str@1] cluster_id:str@2 controller_id:i32@1 topics[error_code:i16 name:str topic_id:uuid@10 is_internal:bool@1 partitions[error_code:i16 partition:i32 leader_id:i32 leader_epoch:i32@7 replica_nodes:[i32] isr_nodes:[i32] offline_replicas:[i32]@5] topic_authorized_operations:i32@8] cluster_authorized_operations:i32@8-10 error_code:i16@13',
  ],
  OffsetCommit: [
    ...[9, 8],
    'group_id:str generation_id:i32@1 member_id:str@1 group_instance_id:str@7 retention_time_ms:i64@2-4 topics[name:str partitions[partition:i32 committed_offset:i64 committed_leader_epoch:i32@6 commit_timestamp:i64@1-1 committed_metadata:str]]',
    'throttle_time_ms:i32@3 topics[name:str partitions[partition:i32 error_code:i16]]',
  ],
  OffsetFetch: [
    ...[9, 6],
    'group_id:str@0-7 topics[name:str partitions:[i32]]@0-7 groups[group_id:str member_id:str@9 member_epoch:i32@9 topics[name:str partitions:[i32]]]@8 require_stable:bool@7',
    `throttle_time_ms:i32@3 topics[name:str partitions[${COMMITTED}]]@0-7 error_code:i16@2-7 groups[group_id:str topics[name:str partitions[${COMMITTED}]] error_code:i16]@8`,
  ],
  FindCoordinator: [
    ...[6, 3],
    'key:str@0-3 key_type:i8@1 coordinator_keys:[str]@4',
    'throttle_time_ms:i32@1 error_code:i16@0-3 error_message:str@1-3 node_id:i32@0-3 host:str@0-3 port:i32@0-3 ' +
      `coordinators[key:str ${COORDINATOR} error_code:i16 error_message:str]@4`,
  ],
  JoinGroup: [
    ...[9, 6],
    'group_id:str session_timeout_ms:i32 rebalance_timeout_ms:i32@1 member_id:str group_instance_id:str@5 protocol_type:str protocols[name:str metadata:bytes] reason:str@8',
    'throttle_time_ms:i32@2 error_code:i16 generation_id:i32 protocol_type:str@7 protocol_name:str leader:str skip_assignment:bool@9 member_id:str members[member_id:str group_instance_id:str@5 metadata:bytes]',
  ],
  Heartbeat: [
    ...[4, 4],
    'group_id:str generation_id:i32 member_id:str group_instance_id:str@3',
    'throttle_time_ms:i32@1 error_code:i16',
  ],
  LeaveGroup: [
    ...[5, 4],
    'group_id:str member_id:str@0-2 members[member_id:str group_instance_id:str reason:str@5]@3',
    'throttle_time_ms:i32@1 error_code:i16 members[member_id:str group_instance_id:str error_code:i16]@3',
  ],
  SyncGroup: [
    ...[5, 4],
    'group_id:str generation_id:i32 member_id:str group_instance_id:str@3 protocol_type:str@5 protocol_name:str@5 assignments[member_id:str assignment:bytes]',
    'throttle_time_ms:i32@1 error_code:i16 protocol_type:str@5 protocol_name:str@5 assignment:bytes',
  ],
  SaslHandshake: [...[1, Infinity], 'mechanism:str', 'error_code:i16 mechanisms:[str]'],
  ApiVersions: [
    ...[4, 3],
    'client_software_name:str@3 client_software_version:str@3',
    'error_code:i16 api_keys[api_key:i16 min_version:i16 max_version:i16] throttle_time_ms:i32@1',
  ],
  CreateTopics: [
    ...[7, 5],
    'topics[name:str num_partitions:i32 replication_factor:i16 assignments[partition:i32 broker_ids:[i32]] configs[name:str value:str]] timeout_ms:i32 validate_only:bool@1',
    'throttle_time_ms:i32@2 topics[name:str topic_id:uuid@7 error_code:i16 error_message:str@1 num_partitions:i32@5 replication_factor:i16@5 configs[name:str value:str read_only:bool config_source:i8 is_sensitive:bool]@5]',
  ],
  DeleteTopics: [
    ...[6, 4],
    'topic_names:[str]@0-5 topics[name:str topic_id:uuid]@6 timeout_ms:i32',
    'throttle_time_ms:i32@1 topics[name:str topic_id:uuid@6 error_code:i16 error_message:str@5]',
  ],
  InitProducerId: [
    ...[5, 2],
    'transactional_id:str transaction_timeout_ms:i32 producer_id:i64@3 producer_epoch:i16@3',
    'throttle_time_ms:i32 error_code:i16 producer_id:i64 producer_epoch:i16',
  ],
  SaslAuthenticate: [
    ...[2, 2],
    'auth:bytes',
    'error_code:i16 error_message:str auth:bytes session_lifetime_ms:i64@1',
  ],
};

/** By name: { newest, flexible_from, request, response }. */
const SCHEMAS = new Map(
  Object.entries(TEXTS).map(([name, [newest, flexible_from, request, response]]) => [
    name,
    { newest, flexible_from, request: parse_schema(request), response: parse_schema(response) },
  ]),
);

exports.SCHEMAS = SCHEMAS;
