export const ids=['334'],modules={98:(function(e,d,a){a.r(d),a.d(d,{fileKey:()=>f.w,findUses:()=>f.O});var f=a(76);a(131),a(66),a(85),a(88),a(27),a(127),a(25),a(24),a(23),a(83),a(22)})};
