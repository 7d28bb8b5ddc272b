import { listen, portOf, stop, type WebSocketConnection } from '../../../testing/http';
import { SessionClient } from '../emulator/session-client';

test('a client that does not read is let go before it fills the memory', async () => {
  let connected: (connection: WebSocketConnection) => void = () => undefined;
  const connecting = new Promise<WebSocketConnection>((resolve) => (connected = resolve));
  const nothing = { statusCode: 404, headers: {}, body: undefined };
  const server = await listen(0, {
    onRequest: async () => Promise.resolve(nothing),
    onHandshake: async () => Promise.resolve(connected),
    onMalformed: () => nothing,
  });
  const client = await SessionClient.connect(`http://127.0.0.1:${portOf(server)}`, {});
  client.socket.pause();
  const connection = await connecting;
  const gone = new Promise<void>((resolve) => connection.onClose(resolve));

  for (let megabyte = 0; megabyte < 40; megabyte++) connection.send('x'.repeat(1024 * 1024));

  await gone;
  client.socket.destroy();
  await stop(server);
});
