/**
 * The part of AWS KMS that other services need: who may use which key for what. It can import IAM, but no other
 * service.
 */
export { type KeyUse, LocalKms } from './local-kms';
