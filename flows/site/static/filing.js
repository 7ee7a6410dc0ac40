"use strict";

gouji.start?.(async (body) => {
  body.replaceChildren(gouji.empty("本页没有内容。"));
});
