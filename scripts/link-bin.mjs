import { linkBin } from './house/link-bin.mjs';

linkBin();
