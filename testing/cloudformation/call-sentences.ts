/** CloudFormation's messages about incorrect function calls, before and after their arguments are evaluated. */
export const CALL_SENTENCES = {
  'Fn::GetAtt':
    'every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
  'Fn::Join':
    'every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a' +
    ' function that returns a list of strings (such as Fn::GetAZs) to be joined.',
  'Fn::Split':
    'every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function' +
    ' that returns a string to be split.',
  'Fn::Select': 'Fn::Select requires a list argument with two elements: an integer index and a list',
  'Fn::Sub':
    "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and" +
    ' an optional second argument to specify a mapping of values to replace in the string',
  'Fn::FindInMap':
    'every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value',
  'Fn::If':
    'Fn::If requires a list argument with three elements, the first of which is the name of a condition',
  'Fn::Base64': 'every Fn::Base64 object must have a String-typed value.',
  'Fn::GetAZs': 'every Fn::GetAZs object must have a String-typed value.',
  'Fn::ImportValue': 'the attribute in Fn::ImportValue must be a string or a function that returns a string',
  'Fn::Cidr':
    'every Fn::Cidr object requires two or three parameters, the IP block, the count and the number of CIDR bits',
  'Fn::GetStackOutput': 'every Fn::GetStackOutput object requires StackName and OutputName',
  'Fn::Length': 'every Fn::Length object requires a list or a function that returns a list',
  'Fn::ToJsonString': 'every Fn::ToJsonString object requires an object or a list',
} as const;
