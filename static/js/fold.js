// Folds Vietnamese text for matching: lower case, no accents, đ as d, single spaces. Same rule as communes/text.py.
window.fold = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐðÐ]/g, "d").toLowerCase().replace(/\s+/g, " ").trim();
window.groupCount = (count) => String(Math.abs(count)).replace(/\B(?=(\d{3})+$)/g, ".");
