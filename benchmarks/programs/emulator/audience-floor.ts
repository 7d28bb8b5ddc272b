/** Sends a message to 1,000 clients, from a server that does nothing else. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { Audience } from './audience';
import { Chat, CONTENT } from './chat';
import { APP_INSTANCE_ARN } from '../arns';
import { report, timeEach } from '../report';

const ChannelArn = `${APP_INSTANCE_ARN}/channel/lobby`;
const ChimeBearer = `${APP_INSTANCE_ARN}/user/listener-0`;
const MessageId = 'a'.repeat(64);
const FRAME = JSON.stringify({
  Headers: { 'x-amz-chime-event-type': 'CREATE_CHANNEL_MESSAGE', 'x-amz-chime-message-type': 'STANDARD' },
  Payload: JSON.stringify({ ChannelArn, MessageId, Content: CONTENT, Type: 'STANDARD', Sender: {} }),
});

async function main(): Promise<void> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      for (const client of sessions.clients) client.send(FRAME);
      const body = JSON.stringify({ ChannelArn, MessageId, Status: { Value: 'SENT' } });
      response.writeHead(201, { 'content-type': 'application/json' }).end(body);
    });
  });
  const sessions = new WebSocketServer({ server, perMessageDeflate: false });
  sessions.on('connection', (client) => client.send('welcome'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const audience = await Audience.join(() => `ws://${host}/connect`);
  const chat = new Chat(`http://${host}`, { ChannelArn, ChimeBearer });
  const message = async () => Promise.all([audience.oneMore(), chat.send()]);
  await timeEach(30, message);
  report({ perSecond: 1000 / (await timeEach(100, message)) });
  audience.leave();
  server.close();
  server.closeAllConnections();
}

void main();
