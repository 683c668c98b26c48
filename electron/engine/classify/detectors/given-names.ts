/**
 * Given names that are common in their countries, after public registers of births: in no order, without accents, in lower
 * case. They need not be complete: half of a column's names in it are enough to know it for one of people.
 */
const names = `
james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald steven
paul andrew joshua kenneth kevin brian george timothy ronald edward jason jeffrey ryan jacob gary nicholas eric jonathan
stephen larry justin scott brandon benjamin samuel gregory alexander frank patrick raymond jack dennis jerry tyler aaron jose
adam nathan henry douglas zachary peter kyle ethan walter noah jeremy christian keith roger terry austin sean gerald carl
harold dylan arthur lawrence jordan jesse bryan billy bruce gabriel joe logan alan juan albert willie elijah wayne randy
vincent mason roy ralph bobby russell bradley philip eugene mary patricia jennifer linda elizabeth barbara susan jessica sarah
karen lisa nancy betty sandra margaret ashley kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca
sharon laura cynthia dorothy amy kathleen angela shirley emma brenda pamela nicole anna samantha katherine christine helen
debra rachel carolyn janet maria catherine heather diane olivia julie joyce victoria ruth virginia lauren kelly christina joan
evelyn judith andrea hannah megan cheryl jacqueline martha madison teresa gloria sara janice ann kathryn abigail sophia frances
jean alice judy isabella julia grace amber denise danielle marilyn beverly charlotte natalie theresa diana brittany doris kayla
alexis lori marie oliver harry charlie leo oscar freddie archie alfie amelia isla ava lily freya ivy florence poppy liam mia
lukas leon finn jonas paul felix maximilian elias ben luis anton emil moritz johann hans peter wolfgang klaus jurgen dieter
manfred uwe horst heinz karl gunter stefan andreas matthias sebastian tobias florian jan tim lena lea leonie clara ida frieda
greta mathilda ursula monika petra sabine renate helga karin brigitte ingrid erika gisela heike susanne katrin anja claudia
pierre michel andre philippe alain bernard jacques nicolas antoine hugo louis gabriel lucas jules raphael adam theo nathalie
isabelle sylvie catherine francoise valerie sandrine veronique celine camille manon chloe ines juliette lina jade lola antonio
manuel francisco javier jesus carlos alejandro miguel pedro angel pablo sergio fernando luis rafael alberto diego carmen pilar
ana isabel josefa dolores cristina marta lucia elena rosa paula sofia valentina camila mariana gabriela daniela fernanda joao
paulo carlos lucas marcos rafael thiago gustavo felipe mateus juliana fernanda bruna leticia amanda beatriz larissa giuseppe
antonio giovanni mario luigi angelo vincenzo salvatore francesco alessandro andrea marco luca matteo lorenzo davide giulia
francesca chiara sara martina alessia giorgia elisa federica silvia paola roberta jan piotr krzysztof andrzej tomasz pawel
marcin michal jakub mateusz kacper anna maria katarzyna malgorzata agnieszka barbara ewa krystyna magdalena elzbieta zofia
zuzanna hanna johannes cornelis hendrik willem sander daan sem bram lotte sanne fleur eva femke lars erik nils anders johan
karl per sven gunnar bjorn olof magnus mikael henrik jens kristian rasmus mette anne kirsten hanne astrid ingrid karin
kristina birgitta eva liv solveig juha matti timo kari mikko antti jari pekka anna maria helena johanna kaisa hanna minna
aleksandr sergey vladimir andrey alexey dmitry ivan mikhail nikolay yuri oleg igor pavel maxim olga tatiana elena natalia irina
svetlana ekaterina anastasia daria oksana ludmila mehmet mustafa ahmet ali huseyin hasan ibrahim ismail osman yusuf murat omer
fatma ayse emine hatice zeynep elif meryem mohamed mohammed muhammad ahmed mahmoud omar khaled youssef hassan hussein abdullah
fatima aisha mariam khadija zainab layla noor amina sara yasmin ravi raj amit rahul sanjay vijay suresh rajesh anil sunil arjun
rohan priya pooja anjali neha sunita lakshmi deepa kavita divya wei li jing hui ming jun lei yan fang min hiroshi takashi kenji
satoshi yuki haruto sota yui sakura hana aoi minjun seojun jiwoo minseo nguyen linh anh huong somchai siti nur budi dewi agus
kwame kofi ama chidi emeka ngozi chioma thabo sipho lerato nomsa
`;

const known = new Set(names.split(/\s+/).filter(Boolean));

/** @param word one word of a name, in any case, with or without accents */
export function isGivenName(word: string): boolean {
  return known.has(word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase());
}
