/** `00` to `ff`. */
export declare const int8_to_hex: string[];
/** `0` to `ff`. */
export declare const int8_to_hex_nopad: string[];
/** `0` to `255`. */
export declare const int8_to_dec: string[];
