import { UpdateRefused, type Provisioner, type ProvisioningContext } from './provisioner';
import { nameOf } from './resource-names';
import { setStubs } from './stub-advice';
import type { Properties } from './template';
import type { LocalCloud } from '../cloud';

/** The resource types on the emulator: the service's own, and this library's custom resources. */
const ON_EMULATOR =
  /^(AWS::Chime::(AppInstance(Bot|User)?|Channel(Flow)?)|Custom::Chime(AppInstanceAdmin|ChannelFlow(Association|Coverage|Lookup)?|MessagingStreamingConfiguration))$/;

type Provisioning = (properties: Properties, context: ProvisioningContext) => void;

interface StubbedResource {
  readonly name: string;
  readonly type: string;
}

/** The Chime stubs of an emulator, by logical id: other stacks, including nested ones, may use their placeholders. */
const stubbed = new WeakMap<LocalCloud, Map<string, StubbedResource>>();

/** Remembers a stub of a Chime resource before others use its values. */
export function rememberStubbedChime(type: string, stub: Provisioner): Provisioner {
  return before(type, stub, (_properties, context) => remember(type, context));
}

/**
 * Refuses a Chime resource that depends on a stubbed one: the emulator does not have that one, and its error, like the
 * service's, would not explain more than that access is denied.
 */
export function refuseStubbedChime(type: string, provisioner: Provisioner): Provisioner {
  return before(type, provisioner, refuse);
}

/** Runs a function before a Chime resource is created or updated. */
function before(type: string, provisioner: Provisioner, act: Provisioning): Provisioner {
  if (!ON_EMULATOR.test(type)) return provisioner;
  const { replacedBy, update } = provisioner;
  return {
    replacedBy,
    create(properties, context) {
      act(properties, context);
      return provisioner.create(properties, context);
    },
    update:
      update &&
      ((existing, properties, context) => {
        act(properties, context);
        return update.call(provisioner, existing, properties, context);
      }),
    delete: (existing, context) => provisioner.delete?.(existing, context),
  };
}

function remember(type: string, { cloud, logicalId, source }: ProvisioningContext): void {
  const definition = source.template.Resources[logicalId] ?? { Type: type };
  const all = stubbed.get(cloud) ?? new Map<string, StubbedResource>();
  stubbed.set(cloud, all.set(logicalId, { name: nameOf({ logicalId, definition, source }), type }));
}

/** @throws if a value is the placeholder of a Chime stub, in any stack */
function refuse(properties: Properties, { cloud }: ProvisioningContext): void {
  for (const [, logicalId, value] of JSON.stringify(properties).matchAll(/stub-of-(\w+)\.([\w.]+)/g)) {
    const stub = stubbed.get(cloud)?.get(logicalId!);
    if (!stub) continue;
    const { name, type } = stub;
    const override = value === 'Ref' ? { ref: '…' } : { attributes: { [value!]: '…' } };
    throw new UpdateRefused(
      `${name} (${type}) is a stub, and the emulator does not have it: remove it from 'stubs', or to use` +
        ` one that the emulator has, ${setStubs({ resources: { [name]: override } })}`,
    );
  }
}
