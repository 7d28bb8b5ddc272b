const { greet } = require('greeting');

exports.handler = async () => ({ text: greet(process.env.GREETING), table: process.env.TABLE });
