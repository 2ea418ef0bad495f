/**
 * Loaded into a member's process before Tincan (`node --import`): who draws lots draws short ones.
 * The time until a lost connection is made again is drawn from 0 to 30 s when it was lost often;
 * a loop of two hundred cuts has not that time. Nothing else of Tincan draws from Math.random.
 */

/** 30 s at most become half a second. */
const SHORTER = 60

const { random } = Math
Math.random = () => random() / SHORTER
