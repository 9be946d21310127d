import { togetherOfShop } from "./together";

togetherOfShop();
