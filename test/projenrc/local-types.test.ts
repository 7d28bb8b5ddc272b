import { PAGES, pageWithTypes } from '../../projenrc/local-types';

test.each(Object.keys(PAGES))('%s names the resource types that run locally', (page) => {
  const { before, after } = pageWithTypes(page);

  expect(before).toBe(after); // if not: npx tsx projenrc/local-types.ts
});

test('README.md leaves out services of which everything is only recorded', () => {
  const { after } = pageWithTypes('README.md');

  expect(after).toContain('`AWS::Lambda`');
  expect(after).not.toMatch(/Resources of .*(`AWS::CloudFormation`|`AWS::CloudWatch`|`AWS::CDK`)/);
});
