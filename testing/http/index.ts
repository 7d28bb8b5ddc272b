/** A server that only this machine can reach. It knows nothing of Amazon Chime, nor of any other folder. */
export {
  listen,
  portOf,
  stop,
  type Handlers,
  type HttpAnswer,
  type HttpHandler,
  type HttpRequest,
} from './server';
