import { cleanedUp } from './clean-up';

const FIRST = new Error('the stack could not be deployed');

test('the error of what failed stays as it is after a clean-up', async () => {
  expect(await cleanedUp(FIRST, async () => {})).toBe(FIRST);
});

test('a clean-up that fails, too, comes after it', async () => {
  const fail = async () => Promise.reject(new Error('no permission to delete it'));

  expect(await cleanedUp(FIRST, fail)).toMatchObject({
    message: 'the stack could not be deployed\nthe clean-up failed, too: no permission to delete it',
    cause: FIRST,
  });
});
