/** Short forms of given names, each line one name with the forms people go by. A form may stand for several names. */
const lines = `
abigail abby gail
abraham abe bram
adalbert bert
adelheid heidi
albert al bert bertie
alejandro alex alejo
alexander alex sasha sandy xander alec lex
alexandra alex sasha sandra sandy lexi
alfred al alf fred freddie
amanda mandy
andreas andy andi
andrew andy drew
angela angie
anna ann annie anya anja
anthony tony ant
antonio tony toni
arthur art artie
barbara barb babs barbie
benjamin ben benny benji
bernard bernie bern
brian bryan
cameron cam
carolina caro lina
caroline caro carrie lina
catherine cathy cate kate katie kit kitty cat
cecilia cissy celia
charles charlie chuck chas carlos
charlotte charlie lottie lotte
christian chris
christina chris tina christie
christine chris tina christie
christopher chris kit topher
claudia claudi
clifford cliff
cynthia cindy
daniel dan danny
daniela dani
david dave davey
deborah deb debbie debs
dennis denny
diana di
dmitri dima mitya
dominic dom nick
donald don donnie
dorothea doro thea
dorothy dot dottie dolly
douglas doug
edward ed eddie ted teddy ned
eleanor ellie nell nora
elisabeth lisa elli betty beth lisbeth liz
elizabeth liz lizzie beth betty eliza lisa libby bess ella
emily em emmy
eugene gene
ferdinand ferdi nand
florian flo
frances fran franny
francesco franco checco
francis frank fran
francisco paco pancho
franklin frank
franz frank
frederick fred freddie fritz rick
friedrich fritz fred
gabriel gabe
gabriela gabi
gerald gerry jerry
gerhard gerd
gertrud trudi
gregory greg
guillermo memo
guillaume will
hannah hanna
harold harry hal
heinrich heinz heiner harry
helena lena helen
henry harry hank hal
hubert bert hugh
ignacio nacho
isabella bella isa izzy
isabel bella isa izzy
ivan vanya
jacob jake jack
jacqueline jackie
jakob jake kuba
james jim jimmy jamie jem
jan jon
janet jan
jeffrey jeff geoff
jennifer jen jenny jenna
jeremy jerry jez
jessica jess jessie
joan joanie
joanna jo joan
johann hans johan
johanna hanna jo
johannes hans hannes johan jo
john jack johnny jon
jonathan jon jonny nathan
jorge george
jose pepe
josef sepp joe
joseph joe joey jo
josephine jo josie
joshua josh
juan juanito
judith judy
julia jules
julian jules
katarzyna kasia
katharina kathi kati kate katja
katherine kate katie kathy kat kit
kathleen kathy kath
kenneth ken kenny
kimberly kim
konstantin kostya
kristina kris tina
lawrence larry lars laurie
leonard leo len lenny
leonardo leo
lillian lil lily
louis lou louie
louise lou lulu
lucas luke luca
ludwig lutz
maksim max
malgorzata gosia
manuel manny manu manolo
margaret maggie meg peggy marge greta daisy madge
margarete greta grete gretel
maria mia marie mary mitzi
marianne mary
martin marty
martina tina
mathias matt
matthew matt matty
matthias matt hias
maurice moe
maximilian max
mehmet memo
melanie mel
melissa mel missy lissa
michael mike mick mickey mikey misha michi
michaela michi kaela
michal misha
michelle shelly mich
mikhail misha
mohammed mo mohamed muhammad mohammad
mohamed mo mohammed muhammad
muhammad mo mohammed mohamed
nancy nan
natalia natasha nat talia
natalie nat
nathan nate nat
nathaniel nate nat
nicholas nick nicky nico klaus
nicole nicky nic nikki
nikolai kolya nick
nikolaus klaus niko nick
oliver ollie olli
olivia liv livvy
pamela pam
patricia pat patty tricia trish
patrick pat paddy rick
pavel pasha
peter pete petr
philip phil pip
rachel rach
raymond ray
rebecca becky becca
reginald reg reggie
richard rick dick rich richie ricky
robert rob bob bobby robbie bert
roberto beto
roland rollie
ronald ron ronnie
rosemary rose rosie
rudolf rudi
samantha sam sammy
samuel sam sammy
sandra sandy
sebastian seb basti bastian
sergei seryozha
simone mona
sophia sophie
stanislav stas
stanley stan
stefan steff
stephanie steph steffi
stephen steve steph
steven steve
susan sue susie suzy
susanna susi sanna
suzanne sue susie suzy
tatiana tanya
teresa terry tess tessa
terence terry
theodore ted teddy theo
theresa terry tess tessa resi
thomas tom tommy
timothy tim timmy
tobias tobi toby
ulrich uli ulli
ulrike uli ulli rike
valentina val tina
valerie val
veronica ronnie vera nica
victor vic
victoria vicky vic tori
viktor vitya
vincent vince vinnie vin
vladimir vova volodya vlad
walter walt wally
wilhelm willi will helmut
william will bill billy willie liam
wolfgang wolf
yevgeny zhenya
zachary zach zack
`

/** Pairs of a short form and a name it may stand for, all in lower case. */
export const nicknames: readonly { readonly form: string; readonly name: string }[] = lines
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [name = '', ...forms] = line.split(' ')
    return [...new Set(forms)].map((form) => ({ form, name }))
  })
