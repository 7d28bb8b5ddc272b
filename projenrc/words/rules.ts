/** A word that we do not use, and the word to use instead. */
export interface Rule {
  readonly not: RegExp;
  readonly but: string;
}

/** There is one term each for things of the service and of the CDK, and exact verbs replace vague ones. */
export const RULES: readonly Rule[] = [
  { not: /\banswer(s|ed|ing)?\b/i, but: 'response, respond' },
  {
    not: /(?<!\b(in|takes?|taken|taking|took) )\b(this|that|another|the same|every|each|its|their) places?\b|\bthe place (is|of the (app|channel|flow|function|stack))\b/i,
    but: 'environment (account and Region)',
  },
  { not: /\bwhom\b/i, but: 'the user or bot that …' },
  { not: /\bbecomes? of\b/i, but: 'happens to' },
  { not: /\bin (its|their|your|his|her) stead\b/i, but: "on the processor's behalf" },
  { not: /\b(take|takes|taken|taking|took)( [\w'-]+){0,3} off\b/i, but: 'disassociate' },
  { not: /\b(put|puts|putting)( [\w'-]+){0,3} on (a|the|its) channel/i, but: 'associate' },
  {
    not: /\bone [\w-]+ an? (account|app|channel|flow|function|message|resource|stack)\b/i,
    but: 'one … per …',
  },
  { not: /\b(leaves?|leaving|left)( [\w'-]+){0,2} pending\b/i, but: 'stay `PENDING`' },
  {
    not: /\b(is|are|was|were|be|been|being|as|if|not|none) (given(?! up)|said)\b/i,
    but: 'passed, set, reported',
  },
  {
    not: /\b(signature|change)s?\b[^.,;:(]{0,40}\b(is|are|was|were|be|been) made\b(?! (with|from))/i,
    but: 'signed, applied',
  },
  { not: /\bmade (with|from)\b/i, but: 'signed with, created with, built from, derived from' },
  { not: /\bthe whole of (it|them)\b/i, but: 'all of it' },
  { not: /\b(in)?so far as\b/i, but: 'if, where' },
  { not: /\bforbade\b/i, but: 'denied' },
  { not: /\bdocumented is\b/i, but: 'AWS documents' },
  { not: /\b(has|have) to be had\b/i, but: 'is required' },
  { not: /\b(no|not|nothing|nobody|none|never)\b[^.]*\bany more\b(?! \w+s\b)/i, but: 'anymore, no longer' },
  { not: /\b(e\.g\.|i\.e\.|etc\.)/i, but: 'for example, that is, and so on' },
  {
    not: /\b(behaviour|cancell(ed|ing)|catalogue|centre|colour|dialogue|favour|grey|honour|initialise|labell(ed|ing)|licence|modell(ed|ing)|organis|programme\b|recognis|summaris|travell(ed|ing)|whilst|analyse|defence|neighbour|normalis|optimis|serialis|synchronis|utilis|artefact|judgement)/i,
    but: 'the US spelling',
  },
];

/** Texts that may have such a word all the same, by their wording, and why. */
export const EXCEPTIONS: readonly { readonly says: string; readonly because: string }[] = [
  { says: 'slash-delimited elements, e.g. keyid', because: 'AWS words the error like this' },
  { says: ' cancelled', because: 'CloudFormation words the reason like this' },
];
