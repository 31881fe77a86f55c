'use strict';

/**
 * Sets a property by which two objects know each other. JSON and clones do not show it: following
 * both ways would have no end.
 */
function link(object, name, value) {
  Object.defineProperty(object, name, {
    ...{ value, enumerable: false, writable: true, configurable: true },
  });
}

exports.link = link;
