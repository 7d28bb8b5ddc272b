/** How to say that something is to be stubbed, to who calls the deployment and to who starts the command. */
export const SET_STUBS = "set 'stubs' (--stubs for the command) to";
