import { goThrough } from '../../../lambda/channel-flow-sweep/go-through';
import { ServiceError } from '../../../lambda/chime';

test('a list whose page tokens are refused each time is given up', async () => {
  const refusal = Object.assign(new Error('no such token'), {
    name: 'BadRequestException',
    $metadata: { httpStatusCode: 400 },
  });
  let restarts = 0;
  const listing = {
    token: undefined,
    read: async (token: string | undefined) => {
      if (token !== undefined) throw new ServiceError('ListChannels', 'it', refusal);
      return Promise.resolve({ items: [], next: 'next' });
    },
    begin: async () => Promise.resolve({ result: Promise.resolve(0) }),
    onPage: () => undefined,
    onRestart: () => {
      if (++restarts > 1_000) throw new Error('the list starts over for ever');
    },
  };

  await expect(goThrough(listing)).rejects.toThrow('no such token');
});
