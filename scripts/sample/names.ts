import type { Chance } from "./chance";

/** Given and family names of many scripts and lengths; a common one and some rare ones among them. */
const GIVEN = (
  "Anna Maria Ali Wei Fatima Olu Ivan Chloé Søren Zoë José Łukasz Nguyễn Aoife Ragnar Þóra İbrahim Ngozi Mehmet Priya Arjun Yuki Haruto " +
  "Μαρία Γιώργος Ольга Дмитрий Анастасія 伟 芳 美咲 太郎 민준 서연 محمد فاطمة נועה דוד अमित प्रिया สมชาย ნინო Արամ Ximena Bartholomew"
).split(" ");
const FAMILY = (
  "Müller Smith García Okafor Nowak Rossi Jensen Dupont Kowalski O’Brien D’Angelo van-der-Berg Åkesson Öztürk Ferreira Nguyen Tran Singh Kaur " +
  "Papadopoulos Παπαδόπουλος Иванов Петренко 王 李 佐藤 鈴木 김 이 الهاشمي כהן शर्मा พงษ์ ბერიძე Պետրոսյան Wolfeschlegelsteinhausenbergerdorff Li"
).split(" ");

/** Three in a thousand are called by one of these: a word worth searching for. */
const RARE = ["Zephyrine", "Xanthippe", "Quetzalcoatl"];

export function nameBy(chance: Chance, number: number): string {
  if (number === 4_242) return "Zebulon Quixworth";
  const given = chance.is(0.003) ? chance.pick(RARE) : chance.pick(GIVEN);
  const second = chance.is(0.12) ? ` ${chance.pick(GIVEN)}` : "";
  // Nearly one in ten is a Müller
  const family = chance.is(0.08) ? "Müller" : chance.pick(FAMILY);
  return `${given}${second} ${family}`;
}
