import { parseOptions } from './options';

test('every part is tried in us-east-1', () => {
  expect(parseOptions([], {}).parts).toEqual(['conformance', 'example', 'switches']);
});

test.each([
  [['--region', 'eu-central-1'], {}],
  [[], { AWS_REGION: 'eu-central-1' }],
])('the example is left out of a Region where it cannot be deployed: %j %j', (args, environment) => {
  expect(parseOptions(args, environment).parts).toEqual(['conformance', 'switches']);
});

test('the example is refused where it cannot be deployed', () => {
  const args = ['--part', 'switches', '--part', 'example', '--region', 'eu-central-1'];

  expect(() => parseOptions(args, {})).toThrow(
    "--part example needs --region us-east-1, because CloudFormation has AWS::Chime::Channel only there, got 'eu-central-1'",
  );
});

test.each([
  [['--part', 'examples'], "--part must be one of conformance, example, switches, got 'examples'"],
  [['--endpoint', 'here'], "--endpoint must be aws or emulator, got 'here'"],
])('%j is refused', (args, problem) => {
  expect(() => parseOptions(args, {})).toThrow(problem);
});
