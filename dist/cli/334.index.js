export const ids=['334'],modules={88:(function(e,d,a){a.r(d),a.d(d,{fileKey:()=>f.w,findUses:()=>f.O});var f=a(53);a(124),a(66),a(75),a(78),a(21),a(120),a(19),a(18),a(17),a(73),a(16)})};
