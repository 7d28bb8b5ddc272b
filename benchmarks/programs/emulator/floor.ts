/** The same three requests per message, to a server that does nothing else. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Chat, CONTENT } from './chat';
import { APP_INSTANCE_ARN } from '../arns';
import { report, timeEach } from '../report';

const ChannelArn = `${APP_INSTANCE_ARN}/channel/lobby`;
const ChimeBearer = `${APP_INSTANCE_ARN}/user/admin`;
const MessageId = 'a'.repeat(64);
const CallbackId = 'b'.repeat(36);

async function main(): Promise<void> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const isSend = request.url?.endsWith('/messages');
      const isRead = request.method === 'GET';
      const body = isSend
        ? { ChannelArn, MessageId, Status: { Value: 'PENDING' } }
        : isRead
          ? { ChannelMessage: { ChannelArn, MessageId, Content: CONTENT, Type: 'STANDARD' } }
          : { ChannelArn, CallbackId };
      response
        .writeHead(isSend ? 201 : 200, { 'content-type': 'application/json' })
        .end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const chat = new Chat(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    ChannelArn,
    ChimeBearer,
  });
  const exchange = async () => {
    const messageId = await chat.send();
    await chat.callBack(CallbackId, messageId);
    await chat.read(messageId);
  };
  await timeEach(500, exchange);
  report({ perSecond: 1000 / (await timeEach(1000, exchange)) });
  server.close();
  server.closeAllConnections();
}

void main();
