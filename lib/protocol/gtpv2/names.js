'use strict';

// Names of GTPv2's messages and information elements, 3GPP TS 29.274, 6.1 and 8.1; kinds are those
// of elements.js.

const MESSAGES = `
  1 Echo Request
  2 Echo Response
  3 Version Not Supported Indication
  4 Node Alive Request
  5 Node Alive Response
  6 Redirection Request
  7 Redirection Response
  25 SRVCC PS to CS Request
  26 SRVCC PS to CS Response
  27 SRVCC PS to CS Complete Notification
  28 SRVCC PS to CS Complete Acknowledge
  29 SRVCC PS to CS Cancel Notification
  30 SRVCC PS to CS Cancel Acknowledge
  31 SRVCC CS to PS Request
  32 Create Session Request
  33 Create Session Response
  34 Modify Bearer Request
  35 Modify Bearer Response
  36 Delete Session Request
  37 Delete Session Response
  38 Change Notification Request
  39 Change Notification Response
  40 Remote UE Report Notification
  41 Remote UE Report Acknowledge
  64 Modify Bearer Command
  65 Modify Bearer Failure Indication
  66 Delete Bearer Command
  67 Delete Bearer Failure Indication
  68 Bearer Resource Command
  69 Bearer Resource Failure Indication
  70 Downlink Data Notification Failure Indication
  71 Trace Session Activation
  72 Trace Session Deactivation
  73 Stop Paging Indication
  95 Create Bearer Request
  96 Create Bearer Response
  97 Update Bearer Request
  98 Update Bearer Response
  99 Delete Bearer Request
  100 Delete Bearer Response
  101 Delete PDN Connection Set Request
  102 Delete PDN Connection Set Response
  103 PGW Downlink Triggering Notification
  104 PGW Downlink Triggering Acknowledge
  128 Identification Request
  129 Identification Response
  130 Context Request
  131 Context Response
  132 Context Acknowledge
  133 Forward Relocation Request
  134 Forward Relocation Response
  135 Forward Relocation Complete Notification
  136 Forward Relocation Complete Acknowledge
  137 Forward Access Context Notification
  138 Forward Access Context Acknowledge
  139 Relocation Cancel Request
  140 Relocation Cancel Response
  141 Configuration Transfer Tunnel
  149 Detach Notification
  150 Detach Acknowledge
  151 CS Paging Indication
  152 RAN Information Relay
  153 Alert MME Notification
  154 Alert MME Acknowledge
  155 UE Activity Notification
  156 UE Activity Acknowledge
  157 ISR Status Indication
  158 UE Registration Query Request
  159 UE Registration Query Response
  160 Create Forwarding Tunnel Request
  161 Create Forwarding Tunnel Response
  162 Suspend Notification
  163 Suspend Acknowledge
  164 Resume Notification
  165 Resume Acknowledge
  166 Create Indirect Data Forwarding Tunnel Request
  167 Create Indirect Data Forwarding Tunnel Response
  168 Delete Indirect Data Forwarding Tunnel Request
  169 Delete Indirect Data Forwarding Tunnel Response
  170 Release Access Bearers Request
  171 Release Access Bearers Response
  176 Downlink Data Notification
  177 Downlink Data Notification Acknowledge
  179 PGW Restart Notification
  180 PGW Restart Notification Acknowledge
  200 Update PDN Connection Set Request
  201 Update PDN Connection Set Response
  211 Modify Access Bearers Request
  212 Modify Access Bearers Response
  231 MBMS Session Start Request
  232 MBMS Session Start Response
  233 MBMS Session Update Request
  234 MBMS Session Update Response
  235 MBMS Session Stop Request
  236 MBMS Session Stop Response
  240 SRVCC CS to PS Response
  241 SRVCC CS to PS Complete Notification
  242 SRVCC CS to PS Complete Acknowledge
  243 SRVCC CS to PS Cancel Notification
  244 SRVCC CS to PS Cancel Acknowledge
`;

const ELEMENTS = `
  1 imsi digits
  2 cause octet
  3 recovery octet
  51 stn_sr
  52 source_to_target_container
  53 target_to_source_container
  54 mm_context_for_eutran_srvcc
  55 mm_context_for_utran_srvcc
  56 srvcc_cause
  57 target_rnc_id
  58 target_global_cell_id
  59 teid_c
  60 sv_flags
  61 service_area_identifier
  62 mm_context_for_cs_to_ps_srvcc
  71 apn labels
  72 ambr ambr
  73 ebi half
  74 ip_address address
  75 mei digits
  76 msisdn digits
  77 indication
  78 pco
  79 paa paa
  80 bearer_qos
  81 flow_qos
  82 rat_type octet
  83 serving_network plmn
  84 bearer_tft
  85 tad
  86 uli
  87 f_teid f_teid
  88 tmsi
  89 global_cn_id
  90 s103pdf
  91 s1udf
  92 delay_value
  93 bearer_context grouped
  94 charging_id number
  95 charging_characteristics
  96 trace_information
  97 bearer_flags
  99 pdn_type low_3
  100 pti octet
  103 mm_context_103
  104 mm_context_104
  105 mm_context_105
  106 mm_context_106
  107 mm_context_107
  108 mm_context_108
  109 pdn_connection grouped
  110 pdu_numbers
  111 p_tmsi
  112 p_tmsi_signature
  113 hop_counter octet
  114 ue_time_zone
  115 trace_reference
  116 complete_request_message
  117 guti
  118 f_container
  119 f_cause
  120 plmn_id plmn
  121 target_identification
  123 packet_flow_id
  124 rab_context
  125 source_rnc_pdcp_context_info
  126 port_number port
  127 apn_restriction octet
  128 selection_mode low_2
  129 source_identification
  131 change_reporting_action
  132 fq_csid
  133 channel_needed
  134 emlpp_priority
  135 node_type octet
  136 fqdn labels
  137 transaction_identifier
  138 mbms_session_duration
  139 mbms_service_area
  140 mbms_session_identifier
  141 mbms_flow_identifier
  142 mbms_ip_multicast_distribution
  143 mbms_distribution_acknowledge
  144 rfsp_index
  145 uci
  146 csg_information_reporting_action
  147 csg_id
  148 cmi
  149 service_indicator
  150 detach_type octet
  151 ldn text
  152 node_features
  153 mbms_time_to_data_transfer
  154 throttling
  155 arp
  156 epc_timer
  157 signalling_priority_indication
  158 tmgi
  159 additional_mm_context_for_srvcc
  160 additional_flags_for_srvcc
  162 mdt_configuration
  163 apco
  164 absolute_time_of_mbms_data_transfer
  165 henb_information_reporting
  166 ip4cp
  167 change_to_report_flags
  168 action_indication
  169 twan_identifier
  170 uli_timestamp
  171 mbms_flags
  172 ran_nas_cause
  173 cn_operator_selection_entity
  174 trusted_wlan_mode_indication
  175 node_number
  176 node_identifier
  177 presence_reporting_area_action
  178 presence_reporting_area_information
  179 twan_identifier_timestamp
  180 overload_control_information grouped
  181 load_control_information grouped
  182 metric octet
  183 sequence_number number
  184 apn_and_relative_capacity
  185 wlan_offloadability_indication
  186 paging_and_service_information
  187 integer_number
  188 millisecond_time_stamp
  189 monitoring_event_information
  190 ecgi_list
  191 remote_ue_context grouped
  192 remote_user_id
  193 remote_ue_ip_information
  194 ciot_optimizations_support_indication
  195 scef_pdn_connection grouped
  196 header_compression_configuration
  197 epco
  198 serving_plmn_rate_control
  199 counter
  200 mapped_ue_usage_type
  201 secondary_rat_usage_data_report
  202 up_function_selection_indication_flags
  203 maximum_packet_loss_rate
  204 apn_rate_control_status
  205 extended_trace_information
  206 monitoring_event_extension_information
  207 additional_rrm_policy_index
  208 v2x_context
  209 pc5_qos_parameters
  210 services_authorized
  211 bit_rate
  212 pc5_qos_flow
  213 sgi_ptp_tunnel_address
  214 pgw_change_info
  215 pgw_fqdn
  255 private_extension
`;

const lines = (table) =>
  table
    .trim()
    .split('\n')
    .map((line) => line.trim());

exports.MESSAGES = new Map(
  lines(MESSAGES).map((line) => [Number.parseInt(line, 10), line.slice(line.indexOf(' ') + 1)]),
);

/** Type -> { name, kind }. */
exports.ELEMENTS = new Map(
  lines(ELEMENTS).map((line) => {
    const [type, name, kind = 'bytes'] = line.split(' ');
    return [Number(type), { name, kind }];
  }),
);
