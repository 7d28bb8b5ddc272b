import type { InputOf } from '../../emulator';
import type { ProvisioningContext } from '../provisioner';

type Tags = InputOf<'TagResource'>['Tags'];

/** The properties of a resource with the members of a create operation. */
export type PropertiesFor<N extends Parameters<ProvisioningContext['cloud']['emulator']['call']>[0]> = Omit<
  InputOf<N>,
  'ClientRequestToken'
>;

/** Timestamps in the format of attributes, from the service's numbers. */
export function timestamps({
  CreatedTimestamp: created,
  LastUpdatedTimestamp: updated,
}: {
  CreatedTimestamp: number;
  LastUpdatedTimestamp: number;
}) {
  return { CreatedTimestamp: dateTime(created), LastUpdatedTimestamp: dateTime(updated) };
}

export function dateTime(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString();
}

/** Changes the tags of a resource from one list to another, with calls only for the differences. */
export async function changeTags(
  { cloud: { emulator } }: ProvisioningContext,
  resourceArn: string,
  former: Tags = [],
  tags: Tags = [],
): Promise<void> {
  const set = tags.filter(
    ({ Key: key, Value: value }) => !former.some((tag) => tag.Key === key && tag.Value === value),
  );
  const removed = former.map(({ Key: key }) => key).filter((key) => !tags.some((tag) => tag.Key === key));
  if (set.length > 0) await emulator.call('TagResource', { ResourceARN: resourceArn, Tags: set });
  if (removed.length > 0) {
    await emulator.call('UntagResource', { ResourceARN: resourceArn, TagKeys: removed });
  }
}
