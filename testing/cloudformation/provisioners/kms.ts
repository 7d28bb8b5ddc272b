import { randomUUID } from 'node:crypto';
import type { PolicyDocument } from '../../cloud/iam';
import { OBJECT, TEXT } from '../../inputs';
import { provisioner } from '../provisioner';

interface KeyProperties {
  KeyPolicy?: PolicyDocument;
}

/** A key, which encrypts nothing here: its policy determines who may use it. After its deletion, it can't be used. */
export const key = provisioner<KeyProperties>(
  {
    create({ KeyPolicy }, { cloud, arn }) {
      const id = randomUUID();
      const keyArn = arn('kms', `key/${id}`);
      cloud.kms.putKey(keyArn, KeyPolicy);
      return { physicalId: id, attributes: { Arn: keyArn, KeyId: id } };
    },
    update({ physicalId, attributes }, { KeyPolicy }, { cloud }) {
      cloud.kms.putKey(String(attributes.Arn), KeyPolicy);
      return { physicalId, attributes };
    },
    delete({ attributes }, { cloud }) {
      cloud.kms.deleteKey(String(attributes.Arn));
    },
  },
  { optional: { KeyPolicy: OBJECT } },
);

interface AliasProperties {
  AliasName: string;
  TargetKeyId: string;
}

/** Another name for a key. */
export const alias = provisioner<AliasProperties>(
  {
    replacedBy: ['AliasName'],
    create({ AliasName: name, TargetKeyId }, { cloud }) {
      cloud.kms.createAlias(name, TargetKeyId);
      return { physicalId: name, attributes: { AliasName: name } };
    },
    update({ physicalId, attributes }, { TargetKeyId }, { cloud }) {
      cloud.kms.updateAlias(physicalId, TargetKeyId);
      return { physicalId, attributes };
    },
    delete({ physicalId }, { cloud }) {
      cloud.kms.deleteAlias(physicalId);
    },
  },
  { required: { AliasName: TEXT, TargetKeyId: TEXT } },
);
