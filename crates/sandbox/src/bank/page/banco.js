"use strict";

// The customer's bank. All rules are the sandbox's; this page only shows and asks.

const texts = {
  "pt-BR": {
    training: "Banco de treino: nenhum dinheiro é real",
    watermark: "TREINO",
    bank: "Banco do Cliente",
    language: "English",
    start_title: "Pagar com Pix",
    code_label: "Código copia e cola",
    code_hint: "Cole o código, ou cole uma imagem do QR Code.",
    continue: "Continuar",
    picture: "Ler QR Code de uma foto",
    review_title: "Confira e pague",
    closed_title: "Não dá para pagar",
    receiver: "Para",
    reference: "Referência",
    status: "Situação",
    other_label: "Valor a pagar, em reais",
    pay: "Pagar {amount}",
    pay_typed: "Pagar este valor",
    pay_other: "Pagar outro valor",
    back: "Voltar",
    paid_title: "Pago",
    paid_at: "Quando",
    end_to_end_id: "ID da transação",
    again: "Pagar outro código",
    waiting: "Aguardando pagamento até {time}",
    waiting_for_ever: "Aguardando pagamento",
    paid: "Já foi pago",
    refunded: "Devolvido",
    expired: "Expirou às {time}",
    cancelled: "Cancelado",
    empty: "Cole um código primeiro.",
    not_a_code: "Isto não é um código Pix inteiro. Copie de novo, do começo ao fim.",
    wrong_crc: "O código está errado: a soma de verificação não confere. Copie de novo.",
    not_pix: "Este código não é de um Pix.",
    unknown_code: "Este código não é deste sandbox. O banco de treino só paga cobranças de treino.",
    already_paid: "Esta cobrança já foi paga.",
    bad_amount: "Digite um valor como 12,50.",
    no_code: "Não há QR Code legível nesta imagem. Tente de mais perto e com mais luz.",
    no_picture: "Este arquivo não é uma imagem.",
    unreachable: "O sandbox não respondeu. Ele ainda está aberto?",
  },
  en: {
    training: "Training bank: no money is real",
    watermark: "TRAINING",
    bank: "Customer's Bank",
    language: "Português",
    start_title: "Pay with Pix",
    code_label: "Copy-and-paste code",
    code_hint: "Paste the code, or paste a picture of the QR code.",
    continue: "Continue",
    picture: "Read QR code from a photo",
    review_title: "Check and pay",
    closed_title: "Cannot be paid",
    receiver: "To",
    reference: "Reference",
    status: "Status",
    other_label: "Amount to pay, in reais",
    pay: "Pay {amount}",
    pay_typed: "Pay this amount",
    pay_other: "Pay another amount",
    back: "Back",
    paid_title: "Paid",
    paid_at: "When",
    end_to_end_id: "Transaction ID",
    again: "Pay another code",
    waiting: "Waiting for payment until {time}",
    waiting_for_ever: "Waiting for payment",
    paid: "Already paid",
    refunded: "Refunded",
    expired: "Expired at {time}",
    cancelled: "Cancelled",
    empty: "Paste a code first.",
    not_a_code: "This is not a whole Pix code. Copy it again, from start to end.",
    wrong_crc: "The code is wrong: its checksum does not match. Copy it again.",
    not_pix: "This code is not for a Pix.",
    unknown_code: "This code is not from this sandbox. The training bank pays training charges only.",
    already_paid: "This charge has been paid.",
    bad_amount: "Type an amount such as 12,50.",
    no_code: "There is no readable QR code in this picture. Try closer and with more light.",
    no_picture: "This file is not a picture.",
    unreachable: "The sandbox did not answer. Is it still open?",
  },
};

// Longest side of a picture sent for reading, in pixels; a code that is lost in a large picture may
// be found in a small one, and the other way round.
const picture_sides = [1000, 2000, 500];

const element = (id) => document.getElementById(id);
let language = localStorage.getItem("language") ?? preferred_language();
let code = "";
let charge = null;
let problem = null;

function preferred_language() {
  const first = navigator.languages.find((name) => /^(pt|en)\b/.test(name)) ?? "pt";
  return first.startsWith("en") ? "en" : "pt-BR";
}

function text(name, values = {}) {
  const found = texts[language][name] ?? name;
  return found.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

function time(ms) {
  const moment = new Date(ms);
  const today = moment.toDateString() === new Date().toDateString();
  return moment.toLocaleString(language, today ? { timeStyle: "short" } : { dateStyle: "short", timeStyle: "short" });
}

// Everything on the screen follows from language, charge and problem.
function draw() {
  document.documentElement.lang = language;
  document.title = text("bank");
  for (const node of document.querySelectorAll("[data-text]")) {
    node.textContent = text(node.dataset.text);
  }
  element("language").textContent = text("language");
  element("language").lang = language === "en" ? "pt-BR" : "en";
  for (const [section, id] of [["start", "start-problem"], ["review", "review-problem"]]) {
    const here = problem !== null && !element(section).hidden;
    element(id).hidden = !here;
    element(id).textContent = here ? text(problem, { time: charge ? time(charge.expires_at_ms) : "" }) : "";
  }
  if (charge === null) return;
  const receiver = [charge.receiver, charge.city].filter(Boolean).join("\n");
  const payable = charge.status === "waiting";
  element("review-title").textContent = text(payable ? "review_title" : "closed_title");
  draw_money("amount", charge.amount);
  element("receiver").textContent = receiver;
  element("reference").textContent = charge.reference;
  const for_ever = payable && charge.expires_at_ms === null;
  element("status").textContent = for_ever
    ? text("waiting_for_ever")
    : text(charge.status, { time: time(charge.expires_at_ms) });
  element("confirm").hidden = !payable;
  element("pay").textContent = element("other").hidden ? text("pay", { amount: charge.amount }) : text("pay_typed");
  element("pay-other").hidden = !element("other").hidden;
  if (charge.paid === null) return;
  draw_money("paid-amount", charge.paid.amount);
  element("paid-receiver").textContent = receiver;
  element("paid-at").textContent = new Date(charge.paid.at_ms).toLocaleString(language);
  element("paid-id").textContent = charge.paid.end_to_end_id;
}

// Never broken over two lines: a long amount is set smaller instead.
function draw_money(id, amount) {
  element(id).textContent = amount.replace(" ", "\u00a0");
  element(id).classList.toggle("long", amount.length > 12);
}

function show(section) {
  for (const id of ["start", "review", "paid"]) element(id).hidden = id !== section;
  draw();
  if (section === "start") element("code").focus();
  else element(section).querySelector("h1").focus();
}

// Posts and returns the answer; on a refusal says why and returns null.
async function ask(path, body, type = "application/json") {
  problem = null;
  draw();
  try {
    const response = await fetch(path, { method: "POST", headers: { "content-type": type }, body });
    const answer = await response.json();
    if (response.ok) return answer;
    problem = answer.error;
  } catch {
    problem = "unreachable";
  }
  draw();
  return null;
}

async function look(pasted) {
  const answer = await ask("/banco/look", JSON.stringify({ code: pasted }));
  if (answer === null) return;
  code = pasted;
  charge = answer;
  element("other").hidden = true;
  element("other-amount").value = "";
  show("review");
}

async function pay(event) {
  event.preventDefault();
  const order = { code };
  if (!element("other").hidden) order.amount = element("other-amount").value;
  element("pay").disabled = true;
  const answer = await ask("/banco/pay", JSON.stringify(order));
  element("pay").disabled = false;
  if (answer === null) {
    await refresh();
    return;
  }
  charge = answer;
  show("paid");
}

// After a refused payment the charge may stand elsewhere than it did; the problem stays shown.
async function refresh() {
  const refused = problem;
  const answer = await ask("/banco/look", JSON.stringify({ code }));
  if (answer !== null) charge = answer;
  problem = refused;
  draw();
}

async function read_picture(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    problem = "no_picture";
    draw();
    return;
  }
  for (const side of picture_sides) {
    const { grey, width } = grey_values(bitmap, side);
    const answer = await ask(`/banco/scan?width=${width}`, grey, "application/octet-stream");
    if (answer !== null) {
      element("code").value = answer.code;
      await look(answer.code);
      return;
    }
    if (problem !== "no_code") return;
  }
}

function grey_values(bitmap, longest) {
  const scale = longest / Math.max(bitmap.width, bitmap.height);
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  // What is transparent counts as paper.
  pen.fillStyle = "white";
  pen.fillRect(0, 0, width, height);
  pen.drawImage(bitmap, 0, 0, width, height);
  const { data } = pen.getImageData(0, 0, width, height);
  const grey = new Uint8Array(width * height);
  for (let at = 0; at < grey.length; at += 1) {
    const from = at * 4;
    grey[at] = (data[from] * 77 + data[from + 1] * 150 + data[from + 2] * 29) >> 8;
  }
  return { grey, width };
}

element("paste").addEventListener("submit", (event) => {
  event.preventDefault();
  look(element("code").value);
});
element("code").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  element("paste").requestSubmit();
});
element("picture").addEventListener("change", (event) => {
  const [file] = event.target.files;
  if (file) read_picture(file);
  event.target.value = "";
});
document.addEventListener("paste", (event) => {
  const file = [...event.clipboardData.files].find((pasted) => pasted.type.startsWith("image/"));
  if (!file || element("start").hidden) return;
  event.preventDefault();
  read_picture(file);
});
element("confirm").addEventListener("submit", pay);
element("pay-other").addEventListener("click", () => {
  element("other").hidden = false;
  draw();
  element("other-amount").focus();
});
for (const button of document.querySelectorAll(".back")) {
  button.addEventListener("click", () => {
    charge = null;
    problem = null;
    element("code").value = "";
    show("start");
  });
}
element("language").addEventListener("click", () => {
  language = language === "en" ? "pt-BR" : "en";
  localStorage.setItem("language", language);
  draw();
});

// The till may open this page with a code: /banco#CODE
function look_at_address() {
  let given = location.hash.slice(1);
  try {
    given = decodeURIComponent(given);
  } catch {
    // Not encoded, then: it is looked at as it stands.
  }
  if (given === "") return;
  element("code").value = given;
  look(given);
}
window.addEventListener("hashchange", look_at_address);
draw();
look_at_address();
