import { UpdateRefused, type Provisioner, type ProvisioningContext } from './provisioner';
import { nameOf } from './resource-names';
import { setStubs } from './stub-advice';
import type { Properties } from './template';

/** What is on the emulator: the service's own types, and this library's custom resources. */
const ON_EMULATOR =
  /^(AWS::Chime::(AppInstance(Bot|User)?|Channel(Flow)?)|Custom::Chime(AppInstanceAdmin|ChannelFlow(Association|Coverage|Lookup)?|MessagingStreamingConfiguration))$/;

/**
 * Refuses a resource of Chime that would be made of a stubbed one: the emulator does not have that, and would say no more than
 * the service says of what somebody may not see.
 */
export function refuseStubbedChime(type: string, provisioner: Provisioner): Provisioner {
  if (!ON_EMULATOR.test(type)) return provisioner;
  const { replacedBy, update } = provisioner;
  return {
    replacedBy,
    create(properties, context) {
      refuse(properties, context);
      return provisioner.create(properties, context);
    },
    update:
      update &&
      ((existing, properties, context) => {
        refuse(properties, context);
        return update.call(provisioner, existing, properties, context);
      }),
    delete: (existing, context) => provisioner.delete?.(existing, context),
  };
}

/** @throws if a value is the placeholder of a stub of Chime in the same template */
function refuse(properties: Properties, { source }: ProvisioningContext): void {
  const { Resources: resources } = source.template;
  for (const [, logicalId, value] of JSON.stringify(properties).matchAll(/stub-of-(\w+)\.([\w.]+)/g)) {
    const definition = resources[logicalId!];
    if (!definition || !ON_EMULATOR.test(definition.Type)) continue;
    const name = nameOf({ logicalId: logicalId!, definition, source });
    const override = value === 'Ref' ? { ref: '…' } : { attributes: { [value!]: '…' } };
    throw new UpdateRefused(
      `${name} (${definition.Type}) is a stub, and the emulator does not have it: remove it from 'stubs', or to use` +
        ` one that the emulator has, ${setStubs({ resources: { [name]: override } })}`,
    );
  }
}
