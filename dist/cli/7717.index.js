export const ids=['7717'],modules={181:(function(a,r,c){c.r(r),c.d(r,{contractRules:()=>d.k});var d=c(58)})};
