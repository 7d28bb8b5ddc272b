import { codeOf } from '../../../src/private/providers/function-code';

test('an app that has lost the code of the functions reads what to do', () => {
  expect(() => codeOf('Chat/Provider', 'channel-flow', '/no-assets')).toThrow(
    'the code of the function must be in the package, found nothing at "/no-assets/channel-flow": if you bundle the app, ' +
      'exclude its packages from the bundle (with esbuild: --packages=external) (in Chat/Provider)',
  );
});
