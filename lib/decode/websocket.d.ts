import { WebSocketFrame } from './layers';

export = WebSocketFrame;
