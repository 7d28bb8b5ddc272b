/**
 * Loaded before a function's bundle: makes the timeouts of sockets follow the function's clock, as its timers do. In
 * Node.js, they follow real time, and a function that waits for the rest of a response would wait for real seconds.
 */
const { Socket } = require('node:net');

const TIMER = Symbol('timeout by the clock of the function');
const { _unrefTimer } = Socket.prototype;

Socket.prototype.setTimeout = function (milliseconds, onTimeout) {
  clearTimeout(this[TIMER]);
  this.timeout = milliseconds;
  if (milliseconds > 0) {
    if (onTimeout) this.once('timeout', onTimeout);
    this[TIMER] = setTimeout(() => this.destroyed || this.emit('timeout'), milliseconds).unref();
  } else if (onTimeout) {
    this.removeListener('timeout', onTimeout);
  }
  return this;
};

/** Node.js calls this each time data is sent or received. */
Socket.prototype._unrefTimer = function () {
  this[TIMER]?.refresh();
  _unrefTimer.call(this);
};
