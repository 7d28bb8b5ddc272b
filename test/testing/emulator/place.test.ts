import { ChimeMessagingEmulator } from '../../../testing/emulator';

test.each([
  [{ account: 'oops' }, "'account' must be twelve digits, got 'oops'"],
  [{ account: '1111222233334' }, "'account' must be twelve digits, got '1111222233334'"],
  [{ region: '' }, "'region' must be a region, got ''"],
  [{ region: 'us-east-1a' }, "'region' must be a region, got 'us-east-1a'"],
])('%j is refused', async (options, message) => {
  await expect(ChimeMessagingEmulator.start(options)).rejects.toThrow(message);
});

test.each(['us-gov-west-1', 'cn-north-1', 'us-iso-east-1'])('%s is a region', async (region) => {
  const emulator = await ChimeMessagingEmulator.start({ region });

  expect(emulator.region).toBe(region);
  await emulator.close();
});
