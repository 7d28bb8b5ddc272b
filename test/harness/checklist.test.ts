import { Checklist } from './checklist';

beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation();
});

afterEach(() => {
  jest.restoreAllMocks();
});

test('a part without which the others make sense fails alone, and is counted once', async () => {
  const list = new Checklist();
  const fail = () => {
    throw new Error('not today');
  };

  await list.part('the first', () => list.require('it is deployed', fail));
  await list.part('the second', async () => fail());
  const third = await list.part('the third', async () => 'its result');

  expect(third).toBe('its result');
  expect(list.failed).toEqual(['it is deployed', 'the second runs to its end']);
});
