import { EventEmitter } from 'node:events';

/** An EventEmitter whose events and their arguments are known. Exists in the types only. */
export declare class TypedEmitter<
  Events extends { [name in keyof Events]: unknown[] },
> extends EventEmitter {
  on<Name extends keyof Events & string>(
    event: Name,
    listener: (...args: Events[Name]) => void,
  ): this;
  once<Name extends keyof Events & string>(
    event: Name,
    listener: (...args: Events[Name]) => void,
  ): this;
  off<Name extends keyof Events & string>(
    event: Name,
    listener: (...args: Events[Name]) => void,
  ): this;
  addListener<Name extends keyof Events & string>(
    event: Name,
    listener: (...args: Events[Name]) => void,
  ): this;
  removeListener<Name extends keyof Events & string>(
    event: Name,
    listener: (...args: Events[Name]) => void,
  ): this;
  prependListener<Name extends keyof Events & string>(
    event: Name,
    listener: (...args: Events[Name]) => void,
  ): this;
  prependOnceListener<Name extends keyof Events & string>(
    event: Name,
    listener: (...args: Events[Name]) => void,
  ): this;
  emit<Name extends keyof Events & string>(event: Name, ...args: Events[Name]): boolean;
}
