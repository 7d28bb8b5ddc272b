import assert from 'node:assert/strict';

/** Checks the template that a program has printed as its last line. */
export function checkTemplate(stdout: string): void {
  const { Resources } = JSON.parse(stdout.trim().split('\n').at(-1)!) as {
    Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
  };
  const flows = Object.values(Resources).filter((resource) => resource.Type === 'Custom::ChimeChannelFlow');
  assert.equal(flows.length, 1, 'the template has no Custom::ChimeChannelFlow');
  assert.match(JSON.stringify(flows[0]!.Properties), /CONTINUE/);
}
