import type { PolicyDocument } from '../../cloud/iam';
import { isObject, listOf, must, TEXT } from '../../inputs';
import { objectWith, provisioner, type ProvisioningContext } from '../provisioner';

function iamArn({ cloud }: ProvisioningContext, resource: string): string {
  const { partition, account } = cloud.emulator;
  return `arn:${partition}:iam::${account}:${resource}`;
}

/** A name is unique in the account, regardless of its path. */
function refuseTaken(message: string, arn: string | undefined): void {
  if (arn !== undefined) throw new Error(message);
}

interface InlinePolicy {
  PolicyName: string;
  PolicyDocument: PolicyDocument;
}

interface PrincipalProperties {
  Path?: string;
  Policies?: InlinePolicy[];
  ManagedPolicyArns?: string[];
  PermissionsBoundary?: string;
}

interface RoleProperties extends PrincipalProperties {
  RoleName?: string;
}

interface UserProperties extends PrincipalProperties {
  UserName?: string;
}

const NAMES = listOf('names', TEXT);
const POLICY_DOCUMENT = must(
  'a policy document with Statement',
  (value) =>
    isObject(value) &&
    value.Statement !== undefined &&
    [value.Statement].flat().every((item) => isObject(item)),
);
const PRINCIPAL_RULES = {
  optional: {
    RoleName: TEXT,
    UserName: TEXT,
    Path: TEXT,
    Policies: listOf('objects', objectWith({ PolicyName: TEXT, PolicyDocument: POLICY_DOCUMENT })),
    ManagedPolicyArns: listOf('ARNs', TEXT),
  },
};

/** Sets the own properties of a role or user; policies that other resources attach to it stay. */
function putPrincipal(
  arn: string,
  properties: PrincipalProperties,
  former: PrincipalProperties,
  { cloud: { iam } }: ProvisioningContext,
): void {
  iam.putPrincipal(arn, { boundaryArn: properties.PermissionsBoundary });
  const names = properties.Policies?.map(({ PolicyName: name }) => name) ?? [];
  for (const { PolicyName: name } of former.Policies ?? []) {
    if (!names.includes(name)) iam.deleteInlinePolicy(arn, name);
  }
  for (const { PolicyName: name, PolicyDocument: document } of properties.Policies ?? []) {
    iam.putInlinePolicy(arn, name, document);
  }
  for (const policyArn of former.ManagedPolicyArns ?? []) iam.detachManagedPolicy(arn, policyArn);
  for (const policyArn of properties.ManagedPolicyArns ?? []) iam.attachManagedPolicy(arn, policyArn);
}

export const role = provisioner<RoleProperties>(
  {
    replacedBy: ['RoleName', 'Path'],
    create(properties, context) {
      const name = properties.RoleName ?? context.physicalName(64);
      refuseTaken(`role already exists: '${name}'`, context.cloud.iam.arnOf('role', name));
      const arn = iamArn(context, `role${properties.Path ?? '/'}${name}`);
      putPrincipal(arn, properties, {}, context);
      return { physicalId: name, attributes: { Arn: arn, RoleId: `AROA${name}` } };
    },
    update({ physicalId, attributes, properties: former }, properties, context) {
      putPrincipal(String(attributes.Arn), properties, former, context);
      return { physicalId, attributes };
    },
    delete({ attributes }, { cloud }) {
      cloud.iam.deletePrincipal(String(attributes.Arn));
    },
  },
  PRINCIPAL_RULES,
);

export const user = provisioner<UserProperties>(
  {
    replacedBy: ['UserName', 'Path'],
    create(properties, context) {
      const name = properties.UserName ?? context.physicalName(64);
      refuseTaken(`user already exists: '${name}'`, context.cloud.iam.arnOf('user', name));
      const arn = iamArn(context, `user${properties.Path ?? '/'}${name}`);
      putPrincipal(arn, properties, {}, context);
      return { physicalId: name, attributes: { Arn: arn } };
    },
    update({ physicalId, attributes, properties: former }, properties, context) {
      putPrincipal(String(attributes.Arn), properties, former, context);
      return { physicalId, attributes };
    },
    delete({ attributes }, { cloud }) {
      cloud.iam.deletePrincipal(String(attributes.Arn));
    },
  },
  PRINCIPAL_RULES,
);

interface PolicyProperties {
  PolicyDocument: PolicyDocument;
  Roles?: string[];
  Users?: string[];
}

interface NamedPolicyProperties extends PolicyProperties {
  PolicyName: string;
}

interface ManagedPolicyProperties extends PolicyProperties {
  ManagedPolicyName?: string;
  Path?: string;
}

const POLICY_RULES = {
  required: { PolicyDocument: POLICY_DOCUMENT },
  optional: { Roles: NAMES, Users: NAMES, ManagedPolicyName: TEXT, Path: TEXT },
};

/** The principals that a policy is attached to. */
function principalsOf(
  { Roles: roles = [], Users: users = [] }: PolicyProperties,
  context: ProvisioningContext,
) {
  const { iam } = context.cloud;
  const { partition, account } = context.cloud.emulator;
  return [
    ...roles.map((name) => iam.arnOf('role', name) ?? `arn:${partition}:iam::${account}:role/${name}`),
    ...users.map((name) => iam.arnOf('user', name) ?? `arn:${partition}:iam::${account}:user/${name}`),
  ];
}

export const policy = provisioner<NamedPolicyProperties>(
  {
    create(properties, context) {
      for (const arn of principalsOf(properties, context)) {
        context.cloud.iam.putInlinePolicy(arn, properties.PolicyName, properties.PolicyDocument);
      }
      return { physicalId: context.physicalName(), attributes: {} };
    },
    update({ physicalId, attributes, properties: former }, properties, context) {
      const { iam } = context.cloud;
      const principals = principalsOf(properties, context);
      const isKept = (arn: string) => former.PolicyName === properties.PolicyName && principals.includes(arn);
      for (const arn of principalsOf(former, context)) {
        if (!isKept(arn)) iam.deleteInlinePolicy(arn, former.PolicyName);
      }
      for (const arn of principals) {
        iam.putInlinePolicy(arn, properties.PolicyName, properties.PolicyDocument);
      }
      return { physicalId, attributes };
    },
    delete({ properties }, context) {
      for (const arn of principalsOf(properties, context)) {
        context.cloud.iam.deleteInlinePolicy(arn, properties.PolicyName);
      }
    },
  },
  { ...POLICY_RULES, required: { PolicyDocument: POLICY_DOCUMENT, PolicyName: TEXT } },
);

export const managedPolicy = provisioner<ManagedPolicyProperties>(
  {
    replacedBy: ['ManagedPolicyName', 'Path'],
    create(properties, context) {
      const name = properties.ManagedPolicyName ?? context.physicalName(128);
      const arn = iamArn(context, `policy${properties.Path ?? '/'}${name}`);
      const { iam } = context.cloud;
      refuseTaken(`policy already exists: '${name}'`, iam.policyArnOf(name));
      iam.putManagedPolicy(arn, properties.PolicyDocument);
      for (const principal of principalsOf(properties, context)) iam.attachManagedPolicy(principal, arn);
      return { physicalId: arn, attributes: { PolicyArn: arn } };
    },
    update({ physicalId: arn, attributes, properties: former }, properties, context) {
      const { iam } = context.cloud;
      for (const principal of principalsOf(former, context)) iam.detachManagedPolicy(principal, arn);
      iam.putManagedPolicy(arn, properties.PolicyDocument);
      for (const principal of principalsOf(properties, context)) iam.attachManagedPolicy(principal, arn);
      return { physicalId: arn, attributes };
    },
    delete({ physicalId: arn, properties }, context) {
      const { iam } = context.cloud;
      for (const principal of principalsOf(properties, context)) iam.detachManagedPolicy(principal, arn);
      iam.deleteManagedPolicy(arn);
    },
  },
  POLICY_RULES,
);
