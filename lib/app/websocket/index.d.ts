export {
  WebSocketControl,
  WebSocketMessage,
  WebSocketSession,
  WebSocketSessionEvents,
  WebSocketSessionOptions,
} from '../http1/index';
