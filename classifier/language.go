package classifier

import (
	"strings"
	"unicode"

	"complaints/classifier/internal/linear"
	"complaints/classifier/internal/words"
)

// languageOf names the language of a text that is not English, or "" for English and for texts too
// short to tell. It looks at the script and at the small words every sentence is made of; a
// dialect, bad spelling or English learnt late is English.
func languageOf(t *words.Text) string {
	body := t.Tokens[t.FirstBody:]
	if name := scriptOf(t.Body); name != "" {
		return name
	}
	counts := map[string]int{}
	english := 0
	for i := range body {
		w := body[i].Word
		if englishWords[w] {
			english++
		}
		for _, name := range smallWords[w] {
			counts[name]++
		}
	}
	best, most := "", 0
	for _, name := range languageNames {
		if counts[name] > most {
			best, most = name, counts[name]
		}
	}
	if len(body) < 4 || most < 2 {
		return ""
	}
	// A language shows when its small words are dense and outnumber the English ones.
	if most*8 >= len(body) && most > english {
		return best
	}
	return ""
}

// unknownLanguage stands for a language that the lists do not hold.
const unknownLanguage = "a language we do not know"

// scriptOf names the language, or the script where several share it, of letters that are not Latin.
func scriptOf(s string) string {
	letters, most, best := 0, 0, ""
	var counts [len(scripts)]int
	for _, r := range s {
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		if r < 0x250 {
			continue
		}
		for i := range scripts {
			if unicode.Is(scripts[i].table, r) {
				if counts[i]++; counts[i] > most {
					most, best = counts[i], scripts[i].name
				}
				break
			}
		}
	}
	if most*2 <= letters || most < 2 {
		return ""
	}
	if best == "Arabic" {
		for _, r := range s {
			switch r {
			case 'ٹ', 'ڈ', 'ڑ', 'ے', 'ہ', 'ں':
				return "Urdu"
			case 'ۆ', 'ێ', 'ڕ', 'ڵ':
				return "Kurdish"
			case 'پ', 'چ', 'ژ', 'گ':
				best = "Persian"
			}
		}
	}
	if best == "Russian" {
		for _, r := range s {
			switch r {
			case 'і', 'ї', 'є', 'ґ', 'І', 'Ї', 'Є':
				return "Ukrainian"
			}
		}
	}
	return best
}

var scripts = [...]struct {
	name  string
	table *unicode.RangeTable
}{
	{"Arabic", unicode.Arabic}, {"Russian", unicode.Cyrillic}, {"Bengali", unicode.Bengali},
	{"Hindi", unicode.Devanagari},
	{"Punjabi", unicode.Gurmukhi}, {"Gujarati", unicode.Gujarati}, {"Tamil", unicode.Tamil}, {"Chinese", unicode.Han},
	{"Japanese", unicode.Hiragana}, {"Korean", unicode.Hangul}, {"Greek", unicode.Greek}, {"Hebrew", unicode.Hebrew},
	{"Thai", unicode.Thai}, {"Tigrinya or Amharic", unicode.Ethiopic}, {"Armenian", unicode.Armenian},
	{"Georgian", unicode.Georgian},
	{"Sinhala", unicode.Sinhala}, {"Malayalam", unicode.Malayalam}, {"Telugu", unicode.Telugu},
}

// languageNames fixes the order in which ties are broken.
var languageNames = []string{
	"Polish", "Romanian", "Welsh", "Spanish", "Portuguese", "French", "Italian", "German", "Dutch", "Turkish",
	"Lithuanian", "Czech", "Slovak", "Hungarian", "Bulgarian", "Albanian", "Somali", "Urdu", "Bengali", "Latvian",
	"Swahili", "Tagalog", "Vietnamese", "Croatian",
}

var smallWordLists = map[string]string{
	"Polish": `
		nie jest się sie dzień dobry prosze proszę dziekuje dziękuję jestem mam mieszkam mieszkanie od do na
		ale czy jak że ze i w z po za już juz bardzo mnie nam moje moja mój mój przez dla przyszedł nikt gdzie
		kiedy ktos ktoś tygodnie miesięcy woda ogrzewanie wciąż nadal został zepsuty zgadzam państwa pomoc
		panstwa tego który która sąsiad grozi nożem pomóżcie pomocy czuć gaz dziecko zimno drzwi pożar kuchni
		kuchnia naprawić przyjdzie ktokolwiek boli mieszkaniu`,
	"Romanian": `
		nu este sunt si și va vă rog buna ziua bună multumesc mulțumesc am ai avem de la din pe cu mai dar nici
		pentru nostru noastra mea meu este a cand când care unde nimeni inca încă apa caldura căldură saptamani
		săptămâni apartament va rugam puteti trimite cineva deloc azi dimineata mobila asiguratorul
		dumneavoastra cererea vreau bani`,
	"Welsh": `
		anhapus gyda gydar ateb maer rwyn mae mai yn y yr i o ar dw dwi rydw eisiau cwyno wedi ddim nid ac am fy
		eich chi ni roedd oedd bod gan dim bore da diolch llynedd gwaith tŷ ty ym mis neb heb hyn os gwelwch dda
		gweithiwr ond hefyd rwyf rwy wedir eto gwres torri dŵr dwr poeth trwsio plîs plis cysylltu nawr dal
		heddiw ddoe wythnos byth tamp lleithder gollwng ateb cwyn`,
	"Spanish": `
		el la los las de que y en un una no es por para con mi se su está esta hola gracias favor desde pero
		nadie agua casa piso calefacción calefaccion tengo estoy hace semanas muy he lo del al ya sin quiero
		quejarme acabo mi marido mujer hijo hija tiene tienen puede viene ayuda alguien cuando cómo como porque
		cita ventana cocina huele mucho mucha olor fuego niño niños frío frio puerta baño techo van venir
		nuestra nuestro vecino`,
	"Portuguese": `
		o a os as de que e em um uma não nao é por para com meu minha está olá obrigado obrigada desde mas
		ninguém ninguem água agua casa aquecimento tenho estou há ha semanas muito já ja sem quero reclamar bom
		dia quando vem alguém alguem arranjar isto cheira gás frio porta bebé nossa nosso vizinho socorro
		cozinha`,
	"French": `
		le la les de des et est je ne pas vous nous un une en pour dans que qui sur avec mon ma mes il elle
		depuis mais personne eau chauffage bonjour merci suis ai avez été ete plus très tres aucune semaines
		appartement ça chez moi gaz feu bébé enfant enfants froid porte toit cuisine fuite mari votre quand
		sommes notre voisin secours`,
	"Italian": `
		il la lo gli di che e è un una non per con mio mia sono ho da ma nessuno acqua casa riscaldamento
		buongiorno grazie ancora settimane molto questo della del nel più piu vorrei sento odore fuoco bambino
		bambina freddo porta quando viene aiuto cucina nostra nostro vicino tetto`,
	"German": `
		der die das und ist nicht ich wir sie ein eine in zu mit von auf für fuer es seit aber niemand wasser
		heizung wohnung guten tag danke habe haben keine kein noch wochen sehr bitte meine`,
	"Dutch": `
		de het een en is niet ik wij van op voor met dat die er maar niemand water verwarming woning goedendag
		dank heb hebben geen nog weken zeer mijn`,
	"Turkish": `
		ve bir bu için icin değil degil var yok ben biz çok cok ama kimse su ısıtma isitma ev evim merhaba
		teşekkürler tesekkurler lütfen lutfen daha hala haftadır haftadir şikayet sikayet etmek istiyorum geldi
		gelmedi gaz kokusu çocuk çocuğum soğuk kapı zaman kim gelecek yangın yardım komşu`,
	"Lithuanian": `
		ir yra ne nėra nera aš as mes jūs jus kad su už uz bet niekas vanduo šildymas sildymas butas laba diena
		ačiū aciu prašau prasau dar labai mano jau nuo padėti padeti virtuvėje virtuveje mūsų musu reikia kada
		langas langą ateis meistras durims taisyti dujos dujų vaikas šalta durys kaimynas gaisras`,
	"Czech": `
		je není neni já ja my vy že ze na s z do ale nikdo voda topení topeni byt dobrý den děkuji dekuji prosím
		prosim ještě jeste velmi můj muj už uz od jsem`,
	"Slovak": `
		je nie som sme ste že na s z do ale nikto voda kúrenie kurenie byt dobrý deň ďakujem dakujem prosím ešte
		este veľmi velmi môj už od`,
	"Hungarian": `
		és es nem van egy az hogy de mi én en víz viz fűtés futes lakás lakas jó napot köszönöm koszonom kérem
		kerem még meg nagyon már mar óta ota nincs senki gáz gázszag tűz gyerek baba hideg ajtó mikor jön
		segítség szomszéd lakásban konyhában ablak`,
	"Albanian": `
		dhe është eshte nuk një nje për per me në ne por askush ujë uje ngrohje shtëpi shtepi përshëndetje
		pershendetje faleminderit ju lutem shumë shume kam jam prej`,
	"Somali": `
		waa iyo kulul jiro qolka carruurta carruurtu iyaga sare xanuunsan qabow fadlan ma waxaan oo ka ku u
		laakiin qofna biyo guriga guri kululeeye mahadsanid fadlan aad weli maalin toddobaad cabasho ayaa in
		ilmahaygu ilmaha yahay guriguna albaabka goorma imanaya`,
	"Urdu": `
		hai hain nahi nahin mein main ka ki ke se ko aur koi kar raha rahi mera meri hamara ghar pani bhi abhi
		tak pehle aap karo kya ap ho gaya aya ja salam shukriya hafte teen wale hum kharab bachay bachon bimar
		bemar garam thanda din raat madad karein karo gaye raha gayi nahin hota hoti sardi chhat diwar`,
	"Bengali": `
		ami amar apni apnar nei ache ase kintu keu pani basha bari ghor theke korte hobe hoyni dhonnobad ekhono
		khub na din jonno`,
	"Latvian": `
		un ir nav es mēs mes jūs ka ar bet neviens ūdens udens apkure dzīvoklis dzivoklis labdien paldies lūdzu
		ludzu vēl vel ļoti loti mans jau`,
	"Swahili": "na ni si mimi sisi kwa ya wa lakini hakuna maji nyumba asante tafadhali bado sana yangu tangu",
	"Tagalog": "ang ng sa ako kami hindi po at mga ito wala tubig bahay salamat paki pa rin lang na ko namin walang",
	"Vietnamese": `
		tôi toi chúng không khong là la và va của cua có co nước nuoc nhà nha cảm ơn xin chào chao vẫn nhưng rất
		một`,
	"Croatian": `
		je nije sam smo da na s iz ali nitko voda grijanje stan dobar dan hvala molim još jos vrlo moj već vec
		od`,
}

// The English words that show a sentence is English even when other languages share its small words.
const englishWordList = `
	the a an and or but to of in on at for with from by is are was were be been being am has have had having do
	does did dont didnt doesnt not no my your our their his her its it he she they we you i me us them this that
	these those there here what when where who why how which can cant cannot could would will wont should please
	thanks thank hello hi dear come came back again still since about out up down now then so if because as than
	very just only all any some nothing nobody someone want need got get going go told said say ask asked phone
	call called water flat house home repair repairs complaint boiler window door again week weeks day days
	month months year years ive im youve weve isnt wasnt havent hasnt never more one two time after before off
	over into new old good bad man work fix fixed broken rent heating hot cold letter tenant landlord neighbour
	mum dad kids son daughter send help`

var (
	englishWords = wordSet(englishWordList)
	smallWords   = invert(smallWordLists)
)

func wordSet(list string) map[string]bool {
	out := map[string]bool{}
	for w := range fields(list) {
		out[w] = true
	}
	return out
}

// invert maps each small word to the languages that use it, leaving out words that are English too
// and single letters that are in use everywhere.
func invert(lists map[string]string) map[string][]string {
	out := map[string][]string{}
	for _, name := range languageNames {
		for w := range fields(lists[name]) {
			if englishOnlyClash[w] {
				continue
			}
			out[w] = append(out[w], name)
		}
	}
	return out
}

// englishOnlyClash lists words of other languages that are so common in English messages that they show nothing.
var englishOnlyClash = wordSet(`
	a i in is as no on me do so to an be by or at he we my us it up go am had has the of and for not but all out
	now then if us hi man day den pot ten here wage dim bore da am water was had ha pa ko po ne die tag band y o
	u s z e en de la per so mama test bad rent pan he ya ma ni si na un con me on`)

// fields yields the words of a list once each.
func fields(list string) func(func(string) bool) {
	return func(yield func(string) bool) {
		seen := map[string]bool{}
		for _, w := range strings.Fields(list) {
			if w = words.Spell(w); seen[w] {
				continue
			}
			seen[w] = true
			if !yield(w) {
				return
			}
		}
	}
}

// strange reports whether a text is made of words that are no English ones: too few of them are among the 20,000 common
// words that the model has meanings for. Dialects, text-speak and English learnt late keep half of theirs.
func strange(m *linear.Model, t *words.Text) bool {
	words, known, english := 0, 0, 0
	for i := t.FirstBody; i < len(t.Tokens); i++ {
		w := t.Tokens[i].Word
		if len(w) < 2 || strings.ContainsAny(w, "0123456789") {
			continue
		}
		words++
		if englishWords[w] {
			english++
		}
		if m.Words2vec.Has(w) || strings.HasSuffix(w, "in") && m.Words2vec.Has(w+"g") ||
			strings.HasSuffix(w, "s") && m.Words2vec.Has(strings.TrimSuffix(w, "s")) {
			known++ // as it stands, as "burnin" is said for burning, or as more of one
		}
	}
	return words >= 3 && known*5 <= words*2 && english*4 <= words
}
