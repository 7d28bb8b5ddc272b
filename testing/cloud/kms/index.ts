/** AWS KMS, as far as other services use keys: who may use which key for what. It may know IAM, and no other service. */
export { type KeyUse, LocalKms } from './local-kms';
