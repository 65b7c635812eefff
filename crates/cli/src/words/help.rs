//! The help of the command line in Portuguese: clap has it from the comments of the arguments, which are English.

use clap::{Arg, Command};

/// The command line with its help in Portuguese.
pub(super) fn portuguese(command: Command) -> Command {
    translated(command, "")
}

/// What clap itself writes into a help or a line of usage, in English and in Portuguese.
const FRAME: [(&str, &str); 14] = [
    ("Usage:", "Uso:"),
    ("Commands:\n", "Comandos:\n"),
    ("Arguments:\n", "Argumentos:\n"),
    ("Options:\n", "Opções:\n"),
    ("Possible values:", "Valores:"),
    ("[OPTIONS]", "[OPÇÕES]"),
    ("<COMMAND>", "<COMANDO>"),
    ("[COMMAND]", "[COMANDO]"),
    ("[default: ", "[padrão: "),
    ("[possible values: ", "[valores: "),
    ("Print help (see a summary with '-h')", "Mostra esta ajuda (resumida com '-h')"),
    ("Print help (see more with '--help')", "Mostra esta ajuda (mais com '--help')"),
    (
        "Print this message or the help of the given subcommand(s)",
        "Mostra esta ajuda, ou a de um comando",
    ),
    ("Print version", "Mostra a versão"),
];

/// A text of clap's with its own words in Portuguese.
pub(super) fn frame(text: &str) -> String {
    let text = FRAME
        .iter()
        .fold(text.to_owned(), |text, (english, portuguese)| text.replace(english, portuguese));
    text.replace("Print help", "Mostra esta ajuda")
}

fn translated(mut command: Command, path: &str) -> Command {
    if let Some(about) = about(path) {
        command = command.about(about);
    }
    let arguments: Vec<_> = command.get_arguments().map(|it| it.get_id().clone()).collect();
    for id in arguments {
        if let Some(help) = help(path, id.as_str()) {
            command = command.mut_arg(id, |argument| {
                // Values that are explained are so in English: the help says what they are.
                let values = argument.get_possible_values();
                let explained = values.iter().any(|value| value.get_help().is_some());
                let argument = argument.help(help).long_help(None).hide_possible_values(explained);
                match value_name(&argument) {
                    Some(name) => argument.value_name(name),
                    None => argument,
                }
            });
        }
    }
    let names: Vec<_> = command.get_subcommands().map(|it| it.get_name().to_owned()).collect();
    for name in names {
        let path = format!("{path} {name}");
        command = command.mut_subcommand(name, |command| translated(command, path.trim()));
    }
    command
}

/// How a value is called, where its name is an English word.
fn value_name(argument: &Arg) -> Option<&'static str> {
    if !argument.get_action().takes_values() {
        return None;
    }
    let own = argument.get_value_names().and_then(|names| names.first());
    let name = own.map_or_else(|| argument.get_id().as_str().to_uppercase(), ToString::to_string);
    Some(match name.as_str() {
        "AMOUNT" | "VALUE" => "VALOR",
        "CODE" => "CÓDIGO",
        "DATE" => "DATA",
        "DAY" => "DIA",
        "DOCUMENT" => "DOCUMENTO",
        "DIR" | "FOLDER" => "PASTA",
        "FILE" => "ARQUIVO",
        "FORM" => "FORMA",
        "FORMAT" => "FORMATO",
        "KEY" => "AJUSTE",
        "KIND" => "TIPO",
        "NAME" => "NOME",
        "NEW_NAME" => "NOVO_NOME",
        "NUMBER" => "NÚMERO",
        "ORDER" => "VENDA",
        "PROVIDER" => "PROVEDOR",
        "ROLE" => "FUNÇÃO",
        "SEAL" => "SELO",
        "STORE" => "COFRE",
        "TEXT" => "TEXTO",
        "TIME" => "TEMPO",
        _ => return None,
    })
}

/// What a command is for.
fn about(path: &str) -> Option<&'static str> {
    Some(match path {
        "" => "Balcão: um caixa para Pix, no terminal",
        "connect" => "Conecta um provedor: as credenciais vão para o cofre do caixa",
        "disconnect" => {
            "Desconecta um provedor; não enquanto há cobranças ou estornos abertos nele"
        }
        "providers" => "Lista os provedores conectados, o padrão primeiro",
        "charge" => "Faz uma cobrança, mostra o QR Code e espera o dinheiro",
        "orders" => "Lista as vendas, a mais nova primeiro",
        "show" => "Mostra uma venda com o que aconteceu com ela",
        "note" => "Escreve uma anotação numa venda, seja como for que ela terminou",
        "watch" => "Acompanha as cobranças abertas e diz o que acontece com elas",
        "refund" => "Devolve o dinheiro de uma venda, inteiro",
        "confirm-by-hand" => "Diz que o dinheiro de uma venda chegou, sem prova do provedor",
        "check-receipt" => {
            "Confere o comprovante de um cliente: pelo código E2E, ou por valor e hora"
        }
        "give-up" => "Para de esperar por uma venda; ela continua vigiada",
        "disputes" => "Lista o que os bancos de quem pagou pedem de volta",
        "dispute" => "Anota como terminou uma contestação",
        "dispute folder" => {
            "Guarda tudo o que um banco pode pedir de uma venda: um PDF para ler e um ZIP com o resto"
        }
        "dispute close" => "Anota como terminou a contestação de uma venda",
        "unmatched" => "Lista o dinheiro que chegou sem venda, ou diz de onde ele é",
        "unmatched match" => "É o dinheiro de uma venda",
        "unmatched dismiss" => "Não é de nenhuma venda deste caixa",
        "payouts" => "Lista o dinheiro que saiu da conta da loja, a última mudança primeiro",
        "export" => {
            "Escreve o que o caixa sabe de alguns dias, para planilhas e programas de contabilidade"
        }
        "pair" => "Pareia este caixa com um relay, para saber dos pagamentos na hora",
        "unpair" => "Desfaz o pareamento com o relay",
        "relay" => "Mostra a conexão com o relay",
        "relay status" => "Diz como está o caminho até o relay e o que chegou por ele",
        "privacy" => "Diz o que o caixa guarda de uma pessoa, ou faz o caixa esquecer",
        "privacy export" => "Mostra tudo o que o caixa guarda deste CPF ou CNPJ",
        "privacy erase" => {
            "Apaga tudo o que o caixa guarda deste CPF ou CNPJ, menos o que ainda é preciso; não tem volta"
        }
        "operator" => "Diz quem trabalha aqui",
        "operator list" => "Lista quem trabalha aqui, e quem trabalhou",
        "operator add" => "Põe alguém para trabalhar; o PIN é pedido duas vezes",
        "operator rename" => "Dá outro nome a um operador",
        "operator role" => "Dá outra função a um operador",
        "operator retire" => "Tira um operador: daí em diante ele não entra mais",
        "operator pin" => "Dá outro PIN a um operador, pedido duas vezes; acaba com uma espera",
        "shift" => "Mostra o turno aberto (X), abre um, move dinheiro da gaveta ou fecha (Z)",
        "shift open" => "Abre o turno",
        "shift supply" => "Põe dinheiro na gaveta (suprimento)",
        "shift withdraw" => "Tira dinheiro da gaveta (sangria)",
        "shift close" => "Fecha o turno e mostra a quanto ele chegou (Z)",
        "shift show" | "report shift" => {
            "Mostra o que entrou e saiu num turno: X enquanto está aberto, Z depois de fechado"
        }
        "shift list" => "Lista os últimos turnos fechados, o mais novo primeiro",
        "report" => "Diz o que entrou e saiu num dia ou num turno",
        "report day" => "O que entrou e saiu num dia da loja",
        "verify" => "Confere se o registro de vendas está íntegro, até o fim",
        "backup" => {
            "Copia o registro de vendas para uma pasta, como a de um pen drive, enquanto o caixa vende"
        }
        "restore" => {
            "Põe um backup no lugar do registro de vendas, continua com o que restou dele, ou começa do nada"
        }
        "vault" => "Mostra onde ficam os segredos, ou os muda de lugar",
        "vault status" => "Diz onde ficam os segredos e se estão seguros lá",
        "vault move" => {
            "Muda todos os segredos de lugar: o chaveiro do sistema, ou um arquivo cifrado na pasta do caixa"
        }
        "vault passphrase" => "Troca a senha do arquivo cifrado",
        "settings" => "Lista os ajustes, ou muda um",
        "settings list" => "Lista todos os ajustes, com o valor, o padrão e para que servem",
        "settings get" => "Mostra o que vale num ajuste",
        "settings set" => "Muda um ajuste; um caixa aberto segue na hora",
        "settings unset" => "Volta ao padrão de um ajuste",
        "print" => {
            "Imprime o comprovante de uma venda, o relatório de um turno ou uma página de teste"
        }
        "drawer" => "Abre a gaveta ligada à impressora",
        "doctor" => "Confere tudo de que uma venda precisa",
        "serve" => "Mostra as telas do caixa num navegador deste computador",
        "sandbox" => "Roda um provedor neste computador, para experimentar",
        _ => return None,
    })
}

/// What an argument is for.
fn help(path: &str, id: &str) -> Option<&'static str> {
    Some(match (path, id) {
        (_, "home") => {
            "Onde o caixa guarda seus arquivos (sem ela: `BALCAO_HOME`, ou a pasta de dados do sistema)"
        }
        (_, "training") => "Vende contra o provedor de treino, numa pasta própria: nada é real",
        (_, "operator") => {
            "Quem dá o comando, por nome ou código, onde o caixa tem operadores; o PIN é pedido"
        }
        (_, "pin_stdin") => {
            "Lê os PINs da entrada padrão, um por linha: primeiro o de --operator, depois um novo"
        }
        ("operator add", "name") => "O nome, nas telas e nos comprovantes",
        ("operator add" | "operator role", "role") => {
            "O que pode: cashier (caixa) ou manager (gerente); o primeiro é gerente"
        }
        ("operator rename", "to") => "O nome novo",
        ("operator rename" | "operator role" | "operator retire" | "operator pin", "name") => {
            "Quem, por nome ou código"
        }
        ("operator pin", "forgotten") => {
            "Ninguém sabe mais o PIN de um gerente: quem manda no usuário desta máquina troca, e todas as telas contam"
        }
        (_, "json") => "Escreve um objeto JSON por linha",
        (_, "passphrase_fd") => "Lê a senha do cofre cifrado deste descritor de arquivo",
        ("vault move", "to") => {
            "Para onde: arquivo (cifrado, na pasta do caixa) ou chaveiro (do sistema)"
        }
        ("vault move", "from_nothing") => {
            "Não lê nada do que há, quando isso não é mais possível, e começa vazio"
        }
        ("vault passphrase", "new_passphrase_fd") => {
            "Lê a senha nova deste descritor de arquivo, em vez de perguntar"
        }
        (_, "create") => "Começa um caixa novo na pasta, se ainda não há nenhum nela",
        (_, "yes") => "Não pergunta antes",
        ("connect" | "disconnect", "provider") => "O provedor",
        ("connect", "environment") => {
            "Provedor com ambientes: qual deles, ou um endereço (https, ou neste computador)"
        }
        ("connect", "base_url") => {
            "Provedor cujo painel mostra o endereço: o endereço (https, ou neste computador)"
        }
        ("connect", "auth") => {
            "Provedor que aceita as duas: a forma de mandar o token (padrão: raw)"
        }
        ("connect", "default") => {
            "Cobra por ele quando ninguém diz outro; o primeiro conectado já é assim"
        }
        ("connect", "same_account") => {
            "As credenciais são novas, da conta que está ou esteve conectada: o que está aberto nela é perguntado com elas"
        }
        ("connect", "stdin") => {
            "Lê da entrada padrão um objeto JSON com as credenciais, em vez de perguntar"
        }
        ("disconnect", "keep_asking") => {
            "Guarda o que é preciso para perguntar pelo que está aberto nele, até terminar"
        }
        ("charge", "amount") => "Por exemplo 12,50 ou 12.50 ou \"R$ 1.234,56\"",
        ("charge", "reference") => {
            "A referência da primeira tentativa no provedor, letra por letra"
        }
        ("charge", "provider") => "O provedor conectado que cobra (sem ela: o padrão)",
        ("charge", "payer_name") => "Quem paga",
        ("charge", "payer_document") => "O CPF ou CNPJ de quem paga",
        ("charge", "expires_in") => "Vida do código, em minutos inteiros, até 24h",
        ("charge", "no_wait") => "Não espera o dinheiro",
        ("charge", "wait_for") => "Espera no máximo isto (sem ela: até a cobrança terminar)",
        ("orders", "status") => {
            "Só com esta situação, por exemplo pago, aguardando ou expirado; a-mao: confirmada à mão; sem-prova: o que o provedor diz pago sem provar"
        }
        ("orders", "search") => {
            "Só onde o texto está no número, numa referência, num código ou no nome de quem pagou, ou é o valor"
        }
        ("orders", "since") => {
            "Só deste dia da loja em diante: 28/11/2026 ou 2026-11-28, ou um momento como 2026-11-28T14:00:00-03:00"
        }
        ("orders", "until") => "Só até este dia da loja, inclusive, ou antes de um momento",
        ("orders", "day") => "Só deste dia da loja",
        ("orders", "sold_by") => {
            "Só o que este operador vendeu, por nome ou código; `owner` é quem manda no caixa"
        }
        ("orders", "provider") => "Só o que foi cobrado por último neste provedor",
        ("orders", "evidence") => {
            "Só onde se sabe assim do dinheiro: polled (o provedor respondeu), signed_webhook (aviso assinado) ou manual (à mão)"
        }
        ("orders", "odd") => "Só onde houve algo estranho com o dinheiro, ou pode ter havido",
        ("orders", "before") => "Só as que vêm depois desta venda na lista: a página seguinte",
        ("orders", "totals") => "Diz depois da lista os totais de tudo o que os filtros acham",
        ("note", "text") => "O que anotar, com até 200 letras",
        ("charge", "document_key") => {
            "A chave do documento desta venda, para a nota fiscal: letras, números e - . /"
        }
        ("orders" | "payouts", "limit") => "No máximo esta quantidade",
        ("payouts", "csv") => "Escreve uma tabela para planilhas (RFC 4180); não junto com --json",
        (
            "show" | "note" | "refund" | "confirm-by-hand" | "give-up" | "dispute close"
            | "dispute folder" | "unmatched match" | "print",
            "order",
        ) => "O número da venda",
        ("confirm-by-hand", "reason") => "Por que se acredita que foi paga, com até 200 letras",
        ("confirm-by-hand", "end_to_end_id") => {
            "O código E2E do comprovante do cliente: E e mais 31 letras e números"
        }
        ("give-up", "reason") => "Por que ninguém espera mais, com até 200 letras",
        ("privacy export" | "privacy erase", "document") => {
            "O CPF ou CNPJ; `-` lê da entrada padrão, onde nenhum outro usuário da máquina o vê"
        }
        ("watch", "until_idle") => {
            "Termina quando nada mais está registrando, aguardando ou voltando"
        }
        ("refund", "reason") => {
            "fraud (fraude), duplicated-payment (pago duas vezes), customer-request (o cliente pediu) ou merchant-error (erro da loja)"
        }
        ("refund", "description") => {
            "Uma anotação para a loja, com até 140 letras; quem pagou não a vê"
        }
        ("refund", "attempt") => "Qual tentativa, se mais de uma foi paga",
        ("refund", "no_wait") => "Não espera o dinheiro voltar",
        ("refund", "wait_for") => "Espera no máximo isto",
        ("disputes", "all") => "Também as que já estão encerradas",
        ("dispute close", "outcome") => {
            "A favor de quem: won (da loja), lost (de quem pagou) ou accepted (a loja aceitou)"
        }
        ("dispute folder", "output") => {
            "Nesta pasta; nenhum arquivo é trocado (sem ela: nos documentos do usuário)"
        }
        ("dispute close", "reason") => "Como terminou, com até 200 letras",
        ("unmatched", "all") => "Também o que já foi ligado a uma venda ou deixado de lado",
        ("unmatched match" | "unmatched dismiss", "id") => {
            "O número do pagamento, como está na lista"
        }
        ("unmatched match" | "unmatched dismiss" | "shift supply" | "shift withdraw", "reason") => {
            "Por quê, com até 200 letras"
        }
        ("export", "kind") => {
            "orders (vendas), payments (pagamentos), refunds (estornos), payouts (saídas da conta), unmatched (dinheiro sem venda), shifts (turnos) ou acts (o que cada um fez)"
        }
        ("export", "from") => "O primeiro dia, como 2026-11-01 ou 01/11/2026",
        ("export", "to") => "O último dia, que entra também",
        ("export", "format") => {
            "csv (planilha), csv-machine (para programas), jsonl, ou ofx: um extrato de todo o dinheiro que chegou, voltou e saiu"
        }
        ("export", "output") => {
            "Neste arquivo; nenhum arquivo é trocado (sem ela: na saída padrão)"
        }
        ("check-receipt", "code") => {
            "O código E2E do comprovante, ou um texto lido por leitor que o contenha"
        }
        ("check-receipt", "amount") => "O valor que o comprovante mostra, como 70,00",
        ("check-receipt", "at") => {
            "Sem o código: a hora que o comprovante mostra, como 14:00 ou \"28/11/2026 14:00\""
        }
        ("check-receipt", "order") => "A venda que o cliente diz que pagou",
        ("pair", "url") => "O endereço do relay (https, ou http neste computador)",
        ("pair", "code") => "O código de quem cuida do relay: 8 letras e números",
        ("shift open", "float") => "O que há na gaveta, como 100,00 (sem ela: nada)",
        ("shift supply" | "shift withdraw", "amount") => "Quanto, como 50,00",
        ("shift close", "counted") => "O que foi contado na gaveta, onde ela tem dinheiro",
        ("shift close", "number") => "O número do turno: nenhum outro é fechado no lugar dele",
        ("shift show" | "report shift", "number") => {
            "O número dele (sem ele: o aberto, ou o último)"
        }
        ("report day", "date") => "Por exemplo 28/11/2026 ou 2026-11-28 (sem ela: hoje)",
        ("verify", "head") => {
            "Diz também se este selo de um turno fechado é deste registro: 64 letras e números"
        }
        ("verify", "file") => "Uma cópia de um registro, como um backup, em vez do próprio",
        ("print", "pdf") => {
            "Salva o comprovante como PDF em vez de imprimir; nenhum arquivo é trocado"
        }
        ("print", "text") => "Escreve o comprovante como texto em vez de imprimir",
        ("print", "test") => {
            "Imprime a página que mostra as letras e a largura do papel da impressora"
        }
        ("print", "shift") => {
            "Imprime o relatório do turno deste número; sem número, do turno aberto"
        }
        ("doctor", "bundle") => {
            "Guarda um arquivo para o suporte, sem senha nem dado de cliente; nenhum arquivo é trocado"
        }
        ("backup", "folder") => "Uma pasta que existe; nenhum arquivo dela é trocado",
        ("restore", "file") => "Um backup, ou o registro que está na pasta do caixa",
        ("restore", "from_nothing") => {
            "Começa um registro novo onde nenhum dos dois resta; os números das vendas saltam, e o que foi vendido se perde"
        }
        ("settings get" | "settings set" | "settings unset", "key") => {
            "Por exemplo `sale.ceiling_centavos`"
        }
        ("settings set", "value") => "O que passa a valer",
        ("serve" | "sandbox", "port") => "A porta em 127.0.0.1; com 0, uma livre",
        ("sandbox", "books") => "Arquivo que guarda os livros entre dois inícios",
        ("sandbox", "customer_pays_after") => {
            "Cada cobrança é paga sozinha depois deste tempo, como 4s"
        }
        ("sandbox", "merchant_name") => "Quem recebe, como os códigos dizem",
        ("sandbox", "integrapay_auth") => {
            "A forma em que o IntegraPay quer o token: raw (só ele), bearer (com `Bearer` antes) ou any (as duas)"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::args::Args;

    /// Every command with its path.
    fn all(command: &Command, path: &str, found: &mut Vec<(String, Command)>) {
        found.push((path.to_owned(), command.clone()));
        for command in command.get_subcommands() {
            all(command, format!("{path} {}", command.get_name()).trim(), found);
        }
    }

    #[test]
    fn every_command_and_argument_has_its_help_in_portuguese() {
        let mut commands = Vec::new();
        all(&Args::command(), "", &mut commands);
        for (path, command) in commands {
            assert!(about(&path).is_some(), "balcao {path}");
            for argument in command.get_arguments() {
                let id = argument.get_id().as_str();
                assert!(help(&path, id).is_some(), "balcao {path}: {id}");
            }
        }
    }

    #[test]
    fn a_help_is_portuguese_as_a_whole() {
        let mut commands = Vec::new();
        all(&portuguese(Args::command()), "", &mut commands);
        for (path, mut command) in commands {
            let text = frame(&command.render_long_help().to_string());
            assert!(!text.contains(">>"), "{path}: a group of values in a group: {text}");
            // The names of options are the same in both.
            let text = text.split(' ').filter(|word| !word.starts_with("--"));
            let text = text.collect::<Vec<_>>().join(" ");
            for word in text.split(|letter: char| !letter.is_alphabetic()) {
                let english = [
                    "amount", "file", "date", "why", "the", "of", "is", "usage", "options", "or",
                    "and",
                ];
                // Commands are called `print` and `role`; what clap says of its own begins with a capital, and values
                // have nothing else.
                let is_english = english.contains(&word.to_lowercase().as_str())
                    || ["Print", "ROLE"].contains(&word);
                assert!(!is_english, "{path}: {word}: {text}");
            }
        }
    }
}
