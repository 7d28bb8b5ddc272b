/** The translations of the README and the docstrings, which ship. */
export const PACKAGE_TABLET = '.jsii.tabl.json';

/** Those of the docs. Nothing ships them: `npm run test:languages` compiles what is in them. */
export const DOCS_TABLET = '.jsii.tabl.json.docs';

export const TABLETS = [PACKAGE_TABLET, DOCS_TABLET] as const;
