/**
 * A server on the loopback interface, for requests and WebSockets. It knows nothing about the content that it serves.
 */
export { isPreflight, preflightAnswer, readableBy } from './cors';
export { foreignReason, type Gate } from './gate';
export { speakHttp2 } from './http2';
export {
  listen,
  portOf,
  requestsOnly,
  stop,
  type Handlers,
  type HandshakeHandler,
  type HttpAnswer,
  type HttpHandler,
  type HttpRequest,
} from './server';
export { LoopbackTls } from './tls';
export { CLOSE_CODE, type WebSocketConnection } from './websocket';
