import { randomUUID } from 'node:crypto';
import { outcome, type Probes } from './probe';
import type { World } from '../world';

/** Probes of messages whose processor is the recorder, so that the probe decides on them. */
export const MESSAGES = {
  absentMessageStatus: async (world) => {
    const about = { ChannelArn: await world.channel(), ChimeBearer: world.bearer, MessageId: randomUUID() };
    return outcome(world.messaging.getChannelMessageStatus(about));
  },

  payloadExtras: async (world) => {
    const { ChannelArn } = await world.associated();
    return (await world.call(await world.send(ChannelArn, { ContentType: 'text/plain' }))).extras;
  },

  callbackUnknownId: async (world) => {
    const message = await pending(world);
    return outcome(world.decide(message, randomUUID()));
  },

  /** Each of three: the response is not always the same. */
  secondCallback: async (world) => {
    const outcomes = new Set<string>();
    for (let count = 0; count < 3; count++) {
      const message = await pending(world);
      const { callbackId } = await world.call(message);
      await world.decide(message, callbackId);
      outcomes.add(await outcome(world.decide(message, callbackId)));
    }
    return outcomes.size > 1 ? 'cycle' : [...outcomes].join();
  },

  callbackOmittedFields: async (world) => {
    const { ChannelArn } = await world.associated();
    const message = await world.send(ChannelArn, { Metadata: 'metadata' });
    await world.decide(message, (await world.call(message)).callbackId, { Content: 'changed' });
    await world.settled(message);
    return isKept(world, message);
  },

  callbackIds: async (world) => {
    const [first, second] = await throughTwoProcessors(world);
    return first.callbackId === second.callbackId ? 'perMessage' : 'perProcessor';
  },

  laterProcessorsSee: async (world) => {
    const [, second] = await throughTwoProcessors(world);
    return second.content === 'changed' ? 'changedContent' : 'originalContent';
  },

  pendingWhenDisassociated: async (world) => {
    const association = await world.associated();
    const message = await world.send(association.ChannelArn);
    const { callbackId } = await world.call(message);
    await world.messaging.disassociateChannelFlow(association);
    await outcome(world.decide(message, callbackId));
    return (await world.settled(message)) === 'SENT' ? 'goesOn' : 'fails';
  },

  deniedEdit: async (world) => {
    const message = await pending(world);
    await world.decide(message, (await world.call(message)).callbackId);
    await world.settled(message);
    await world.messaging.updateChannelMessage({ ...message, Content: 'edited' });
    await world.decide(message, (await world.call(message, 1)).callbackId, { DeleteResource: true });
    await world.settled(message);
    const left = await outcome(world.messaging.getChannelMessage(message), 'keepsOld');
    return left === 'keepsOld' ? left : 'removesMessage';
  },

  editOmittedFields: async (world) => {
    const message = await world.send(await world.channel(), { Metadata: 'metadata' });
    await world.messaging.updateChannelMessage({ ...message, Content: 'edited' });
    return isKept(world, message);
  },

  editUnsent: async (world) =>
    outcome(world.messaging.updateChannelMessage({ ...(await pending(world)), Content: 'edited' })),

  removeUnsent: async (world) => outcome(world.messaging.redactChannelMessage(await pending(world))),
} satisfies Probes;

type Message = Awaited<ReturnType<World['send']>>;

/** A message that waits for its processor's decision, in its own channel. */
async function pending(world: World): Promise<Message> {
  return world.send((await world.associated()).ChannelArn);
}

async function isKept({ messaging }: World, message: Message): Promise<string> {
  const { ChannelMessage } = await messaging.getChannelMessage(message);
  return ChannelMessage?.Metadata === 'metadata' ? 'keep' : 'clear';
}

/** The events that two processors of a flow receive if the first one changes the content. */
async function throughTwoProcessors(world: World) {
  const { ChannelArn } = await world.associated(await world.flow(world.flowOf([1, 2])));
  const message = await world.send(ChannelArn);
  const first = await world.call(message);
  await world.decide(message, first.callbackId, { Content: 'changed' });
  return [first, await world.call(message, 1)] as const;
}
